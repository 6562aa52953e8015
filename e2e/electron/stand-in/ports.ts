/** MessageChannelMain and MessagePortMain, and ports whose other end lives in another process. */
import { Emitter, strict } from './strict.ts';

type PortEvent =
  | { readonly kind: 'message'; readonly data: unknown; readonly ports: readonly End[] }
  | { kind: 'close' };

/** One end of a channel. What arrives is kept until somebody takes it, in order. */
export class End {
  other: End | undefined;
  #taker: ((event: PortEvent) => void) | undefined;
  readonly #early: PortEvent[] = [];
  #closed = false;

  static channel(): [End, End] {
    const [a, b] = [new End(), new End()];
    a.other = b;
    b.other = a;
    return [a, b];
  }

  take(taker: (event: PortEvent) => void): void {
    this.#taker = taker;
    for (const event of this.#early.splice(0)) taker(event);
  }

  post(data: unknown, ports: readonly End[]): void {
    if (!this.#closed) this.other?.arrive({ kind: 'message', data, ports });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.other?.arrive({ kind: 'close' });
  }

  arrive(event: PortEvent): void {
    // On a later turn, as between processes.
    setImmediate(() => {
      if (this.#closed) return;
      if (event.kind === 'close') this.#closed = true;
      if (this.#taker === undefined) this.#early.push(event);
      else this.#taker(event);
    });
  }
}

const ends = new WeakMap<object, End>();

class MessagePortMain extends Emitter {
  constructor() {
    super('MessagePortMain', ['message', 'close']);
  }

  /** Only ports can be transferred: Electron loses a message that transfers an ArrayBuffer. */
  postMessage(message: unknown, transfer: readonly object[] = []): void {
    const ports = transfer.map(endOf);
    ends.get(this)?.post(structuredClone(message), ports);
  }

  start(): void {
    ends.get(this)?.take((event) => {
      if (event.kind === 'close') this.emit('close');
      else this.emit('message', { data: event.data, ports: event.ports.map(portOf) });
    });
  }

  close(): void {
    ends.get(this)?.close();
  }
}

const targets = new WeakMap<object, MessagePortMain>();

export function portOf(end: End): object {
  const port = new MessagePortMain();
  ends.set(port, end);
  const proxy = strict('MessagePortMain', port);
  targets.set(proxy, port);
  return proxy;
}

/** The end that a transferred port stood for; the port itself is of no more use. */
export function endOf(port: object): End {
  const target = targets.get(port);
  const end = target && ends.get(target);
  if (target === undefined || end === undefined)
    throw new TypeError('Only a MessagePortMain can be transferred, once.');
  ends.delete(target);
  return end;
}

export class MessageChannelMain {
  readonly port1: object;
  readonly port2: object;

  constructor() {
    const [a, b] = End.channel();
    this.port1 = portOf(a);
    this.port2 = portOf(b);
  }
}

export type PortMessage =
  | { readonly kind: 'port'; readonly id: string; readonly data: unknown; readonly ports: readonly string[] }
  | { readonly kind: 'port-close'; readonly id: string };

/** Ports over a connection to another process, which names them. */
export class PortLink {
  readonly #send: (message: PortMessage) => void;
  readonly #prefix: string;
  readonly #ends = new Map<string, End>();
  #last = 0;

  /** `prefix` differs at the two ends. */
  constructor(prefix: string, send: (message: PortMessage) => void) {
    this.#prefix = prefix;
    this.#send = send;
  }

  /** Sends an end away; answers what it is called there. */
  give(end: End, id = `${this.#prefix}${++this.#last}`): string {
    this.#ends.set(id, end);
    end.take((event) => {
      if (event.kind === 'message') {
        this.#send({ kind: 'port', id, data: event.data, ports: event.ports.map((port) => this.give(port)) });
      } else {
        this.#ends.delete(id);
        this.#send({ kind: 'port-close', id });
      }
    });
    return id;
  }

  /** An end for what came under a name. */
  receive(id: string): End {
    const [here, away] = End.channel();
    this.give(away, id);
    return here;
  }

  onMessage(message: PortMessage): void {
    const end = this.#ends.get(message.id);
    if (message.kind === 'port') {
      end?.post(
        message.data,
        message.ports.map((id) => this.receive(id)),
      );
    } else {
      this.#ends.delete(message.id);
      end?.close();
    }
  }

  /** The other process is gone. */
  closeAll(): void {
    for (const end of this.#ends.values()) end.close();
    this.#ends.clear();
  }
}
