/** A terminal of the host's contract as its user has it: keys in, output kept, held back when it is to be. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { HostContract } from '../../app/contract.ts';
import type { Input } from '../../remote-helper/rpc/contract.ts';
import type { PrivateHost } from './boards.ts';

export interface OpenTerminal {
  /** All output so far. */
  readonly output: Buffer;
  /** The same as text. */
  readonly text: string;
  type(keys: string | Uint8Array): void;
  /** No more keys. */
  end(): void;
  /** Stops taking output, and goes on. */
  hold(): void;
  goOn(): void;
  cancel(): void;
  /** Resolves when the first item has come: it is open. */
  readonly opened: Promise<void>;
  readonly ended: Promise<unknown>;
  /** Waits until the output has it; throws what the terminal ended with, or after two minutes. */
  has(wanted: string): Promise<void>;
}

type Name = 'terminal.shell' | 'terminal.command' | 'serial.open';

export function openTerminal<N extends Name>(
  client: PrivateHost['client'],
  name: N,
  input: Input<HostContract[N]>,
): OpenTerminal {
  const abort = new AbortController();
  const opened = Promise.withResolvers<void>();
  const pieces: Uint8Array[] = [];
  const decoder = new TextDecoder();
  let text = '';
  const keys = keyStream();
  let held: PromiseWithResolvers<void> | undefined;
  let over = false;
  const ended = client
    .call(name, input, {
      signal: abort.signal,
      upload: keys,
      async onItem(_item: unknown, bytes: Uint8Array) {
        opened.resolve();
        pieces.push(bytes.slice());
        text += decoder.decode(bytes, { stream: true });
        await held?.promise;
      },
    } as never)
    .finally(() => {
      over = true;
      keys.end();
    });
  ended.catch((thrown: unknown) => opened.reject(thrown));
  opened.promise.catch(() => {});
  return {
    get output() {
      return Buffer.concat(pieces);
    },
    get text() {
      return text;
    },
    type: (typed) => keys.push(typeof typed === 'string' ? Buffer.from(typed) : typed),
    end: () => keys.end(),
    hold() {
      held ??= Promise.withResolvers();
    },
    goOn() {
      held?.resolve();
      held = undefined;
    },
    cancel: () => abort.abort(),
    opened: opened.promise,
    ended,
    async has(wanted) {
      for (let tries = 0; tries < 2400; tries += 1) {
        if (text.includes(wanted)) return;
        if (over) {
          await ended;
          throw new Error(`the terminal has ended without ${wanted}: ${text.slice(-500)}`);
        }
        await sleep(50);
      }
      throw new Error(`never: ${wanted} in ${text.slice(-500)}`);
    },
  };
}

function keyStream() {
  const waiting: Uint8Array[] = [];
  let over = false;
  let wake = () => {};
  return {
    push(bytes: Uint8Array) {
      waiting.push(bytes);
      wake();
    },
    end() {
      over = true;
      wake();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const next = waiting.shift();
        if (next !== undefined) yield next;
        else if (over) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
