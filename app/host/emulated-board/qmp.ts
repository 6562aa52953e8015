/**
 * A client of QEMU's machine protocol (docs/interop/qmp-spec.rst), for tests and demos that need to look at a
 * board from outside: lines of JSON over a UNIX socket.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problem } from '../../../remote-helper/rpc/problem.ts';

interface Waiting {
  readonly command: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** QEMU greets one client at a time; the next one waits for its turn this long. */
const patienceMs = 10_000;

export class Qmp implements AsyncDisposable {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, Waiting>();
  #greeted: () => void = () => {};
  #next = 1;
  #partial = '';
  #ended = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('utf8');
    socket.on('data', (text) => this.#receive(String(text)));
    socket.on('error', () => {});
    socket.on('close', () => this.#end());
  }

  /** Connects and leaves negotiation mode. Throws `qmp.unreachable` or `qmp.busy` (another client is connected). */
  static async connect(path: string): Promise<Qmp> {
    const socket = connect(path);
    const qmp = new Qmp(socket);
    const greeting = new Promise<void>((resolve) => {
      qmp.#greeted = resolve;
    });
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('error', (cause) =>
          reject(
            problem('qmp.unreachable', `QEMU does not answer at ${path}: ${cause.message}`, { data: { path }, cause }),
          ),
        );
        socket.once('close', () => reject(problem('qmp.unreachable', `QEMU closed ${path}.`, { data: { path } })));
        timer = setTimeout(
          () =>
            reject(
              problem('qmp.busy', `QEMU did not greet at ${path}: another client is connected.`, { data: { path } }),
            ),
          patienceMs,
        );
        greeting.then(resolve);
      });
    } catch (error) {
      socket.destroy();
      throw error;
    } finally {
      clearTimeout(timer);
    }
    await qmp.execute('qmp_capabilities');
    return qmp;
  }

  #receive(text: string): void {
    const lines = (this.#partial + text).split('\n');
    this.#partial = lines.pop() ?? '';
    for (const line of lines) {
      if (line.trim() === '') continue;
      let message: { QMP?: unknown; id?: unknown; return?: unknown; error?: { class: string; desc: string } };
      try {
        message = JSON.parse(line);
      } catch {
        this.#socket.destroy();
        return;
      }
      if (message.QMP !== undefined) this.#greeted();
      // What has no id of ours is an event.
      const waiting = typeof message.id === 'number' ? this.#waiting.get(message.id) : undefined;
      if (waiting === undefined) continue;
      this.#waiting.delete(Number(message.id));
      if (message.error === undefined) waiting.resolve(message.return);
      else {
        waiting.reject(
          problem('qmp.refused', `QEMU refused ${waiting.command}: ${message.error.desc}`, {
            data: { command: waiting.command, class: message.error.class },
          }),
        );
      }
    }
  }

  #end(): void {
    this.#ended = true;
    for (const { command, reject } of this.#waiting.values()) {
      reject(problem('qmp.ended', `QEMU ended before it answered ${command}.`, { data: { command } }));
    }
    this.#waiting.clear();
  }

  /** Any command of the protocol. Throws `qmp.refused` with QEMU's words, `qmp.ended` when QEMU goes away. */
  execute(command: string, args?: Readonly<Record<string, unknown>>): Promise<unknown> {
    if (this.#ended) return Promise.reject(problem('qmp.ended', 'QEMU has ended.', { data: { command } }));
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { command, resolve, reject });
      this.#socket.write(`${JSON.stringify({ execute: command, arguments: args, id })}\r\n`);
    });
  }

  /** A command of the human monitor, such as `info mtree`. Its text, also when it is a complaint. */
  async human(line: string): Promise<string> {
    return String(await this.execute('human-monitor-command', { 'command-line': line }));
  }

  /** Bytes of physical memory as the board's bus delivers them, RAM and devices alike. */
  async physicalMemory(address: bigint, length: number): Promise<Buffer> {
    const folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-qmp-'));
    try {
      const filename = join(folder, 'memory');
      await this.execute('pmemsave', { val: Number(address), size: length, filename });
      return await readFile(filename);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Words of physical memory, each read with one access of its width (bytes): the way to look at registers. */
  async physicalWords(address: bigint, count: number, width: 1 | 2 | 4 | 8): Promise<bigint[]> {
    const letter = { 1: 'b', 2: 'h', 4: 'w', 8: 'g' }[width];
    return parseWords(await this.human(`xp /${count}x${letter} 0x${address.toString(16)}`));
  }

  /** Pulls the network cable of the board, or plugs it back. */
  async setLink(up: boolean): Promise<void> {
    await this.execute('set_link', { name: 'net0', up });
  }

  /** The reset button. RAM keeps its content. */
  async systemReset(): Promise<void> {
    await this.execute('system_reset');
  }

  /** Ends QEMU. */
  async quit(): Promise<void> {
    await this.execute('quit');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#ended) return;
    const closed = new Promise<void>((resolve) => this.#socket.once('close', () => resolve()));
    this.#socket.destroy();
    await closed;
  }
}

/** The numbers in what `xp` prints: `0000000070000000: 0x00000001 0x00000002`. Throws `qmp.refused` when there is a complaint instead. */
export function parseWords(text: string): bigint[] {
  const words = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => /^[0-9a-f]+:((?: 0x[0-9a-f]+)+)\s*$/.exec(line)?.[1]?.trim().split(' ') ?? line);
  return words.flatMap((line) => {
    if (typeof line === 'string') throw problem('qmp.refused', `QEMU refused to read: ${line}`, { data: { text } });
    return line.map(BigInt);
  });
}
