/** Two duplexes joined in memory: what one sends the other gets, in order, on a later turn. For tests and one process. */
import type { Duplex } from './duplex.ts';
import { joined } from './frame.ts';
import type { Problem } from './problem.ts';

class End implements Duplex {
  onMessage: (message: Uint8Array) => void = () => {};
  onClose: (reason?: Problem) => void = () => {};
  other: End | undefined;
  readonly #early: Uint8Array[] = [];
  #started = false;
  #closed = false;

  async send(parts: readonly Uint8Array[]): Promise<void> {
    const message = joined(parts);
    if (this.#closed) return;
    queueMicrotask(() => this.other?.deliver(message));
    await Promise.resolve();
  }

  deliver(message: Uint8Array): void {
    if (this.#started) this.onMessage(message);
    else this.#early.push(message);
  }

  start(): void {
    this.#started = true;
    for (const message of this.#early.splice(0)) this.onMessage(message);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    queueMicrotask(() => this.other?.closedByOther());
  }

  closedByOther(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.onClose();
  }
}

export function pair(): [Duplex, Duplex] {
  const [a, b] = [new End(), new End()];
  a.other = b;
  b.other = a;
  return [a, b];
}
