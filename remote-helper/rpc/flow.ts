/** Backpressure of one stream of a call: the reader grants credit, the writer waits for it. */
import { problem } from './problem.ts';

/** Bytes that a byte stream may be ahead of its reader; covers 100 MiB/s over a link of 40 ms. */
export const byteWindow = 4 * 2 ** 20;
/** Items that an item stream may be ahead of its reader, unless its procedure says otherwise. */
export const itemWindow = 256;
/** Bytes of a piece of a byte stream; longer ones are cut. */
export const largestPiece = 2 ** 20;

/** The writer's side. One piece may overdraw the credit, so that a piece larger than what is left is not stuck. */
export class SendCredit {
  #left: number;
  #wake: PromiseWithResolvers<void> | undefined;
  #over: unknown;
  #isOver = false;

  constructor(window: number) {
    this.#left = window;
  }

  async take(amount: number): Promise<void> {
    await this.room();
    this.#left -= amount;
  }

  /** Resolves when the reader has room; throws what the stream ended with. */
  async room(): Promise<void> {
    while (this.#left <= 0 && !this.#isOver) {
      this.#wake ??= Promise.withResolvers();
      await this.#wake.promise;
    }
    if (this.#isOver) throw this.#over;
  }

  grant(amount: number): void {
    this.#left += amount;
    this.#wakeAll();
  }

  /** Every wait, now and later, ends with `reason`. */
  end(reason: unknown): void {
    this.#over = reason;
    this.#isOver = true;
    this.#wakeAll();
  }

  #wakeAll(): void {
    this.#wake?.resolve();
    this.#wake = undefined;
  }
}

/**
 * The reader's side: what came, and what of it was consumed, told to the writer in few messages, since each costs both ends as
 * much as a small call. A writer that ignores its credit is an error, so that what it sends never piles up here.
 */
export class ReadCredit {
  readonly #most: number;
  readonly #step: number;
  readonly #grant: (amount: number) => void;
  #held = 0;
  #due = 0;

  /** `window`: of the stream; an eighth of it is granted at once. `overdraft`: what one piece may have beyond it. */
  constructor(window: number, overdraft: number, grant: (amount: number) => void) {
    this.#most = window + overdraft;
    this.#step = window / 8;
    this.#grant = grant;
  }

  /** Throws `rpc.frame-malformed` when there was no room. */
  received(amount: number): void {
    if (this.#held >= this.#most) {
      throw problem('rpc.frame-malformed', 'A stream sent more than there was room for.', {
        data: { held: this.#held, most: this.#most },
      });
    }
    this.#held += amount;
  }

  consumed(amount: number): void {
    this.#held -= amount;
    this.#due += amount;
    if (this.#due < this.#step) return;
    const due = this.#due;
    this.#due = 0;
    this.#grant(due);
  }
}

/** The pieces of a byte stream, read with `for await`. */
export class Inbox implements AsyncIterable<Uint8Array> {
  readonly #credit: ReadCredit;
  readonly #pieces: Uint8Array[] = [];
  #wake = Promise.withResolvers<void>();
  #end: { readonly reason: unknown } | undefined;

  constructor(grant: (bytes: number) => void) {
    this.#credit = new ReadCredit(byteWindow, largestPiece, grant);
  }

  /** Throws `rpc.frame-malformed` when there was no room. */
  push(piece: Uint8Array): void {
    if (this.#end !== undefined) return;
    this.#credit.received(piece.length);
    this.#pieces.push(piece);
    this.#wakeReader();
  }

  /** `reason` undefined: an orderly end after the last piece; otherwise reading throws it at once. */
  end(reason?: unknown): void {
    if (this.#end !== undefined) return;
    this.#end = { reason };
    this.#wakeReader();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      if (this.#end?.reason !== undefined) throw this.#end.reason;
      const piece = this.#pieces.shift();
      if (piece !== undefined) {
        yield piece;
        this.#credit.consumed(piece.length);
      } else if (this.#end !== undefined) return;
      else await this.#wake.promise;
    }
  }

  #wakeReader(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers<void>();
  }
}

/** Cuts bytes into pieces as they may travel. */
export function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += largestPiece) yield bytes.subarray(at, at + largestPiece);
}
