/** How many channels a connection may have at once: sshd refuses more than MaxSessions (10 by default). */
export class ChannelGate {
  #limit: number;
  #open = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get full(): boolean {
    return this.#open >= this.#limit;
  }

  /** The one that has just entered was refused: the server allows only what is open beside it. False when that is nothing. */
  lower(): boolean {
    if (this.#open <= 1) return false;
    this.#limit = Math.min(this.#limit, this.#open - 1);
    return true;
  }

  /** Resolves when there is room; the function it gives makes the room free again, once. */
  async enter(signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (!this.full) this.#open += 1;
    else {
      await new Promise<void>((resolve, reject) => {
        const turn = () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        };
        const abort = () => {
          this.#waiting.splice(this.#waiting.indexOf(turn), 1);
          reject(signal?.reason);
        };
        this.#waiting.push(turn);
        signal?.addEventListener('abort', abort, { once: true });
      });
    }
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#open -= 1;
      // The limit may have been lowered below what is open.
      while (!this.full && this.#waiting.length > 0) {
        this.#open += 1;
        this.#waiting.shift()?.();
      }
    };
  }
}
