/** Which bytes have changed, and when: what is drawn behind them fades with their age. */
import { chunkBytes, chunkOf } from './chunk-cache.ts';

/** Milliseconds that a change is to be seen. */
export const fadeMs = 1000;

interface Marked {
  /** Of each byte: when it changed, 0 never. */
  readonly when: Float64Array;
  newest: number;
}

export class ChangeMarks {
  /** Marks are for what is on the screen: the oldest chunk goes when there are more. */
  static readonly #chunksKept = 64;
  readonly #chunks = new Map<number, Marked>();

  /** Times are milliseconds of one clock, greater than 0. */
  mark(offset: bigint, size: number, now: number): void {
    eachPiece(offset, size, (chunk, from, to) => {
      let marked = this.#chunks.get(chunk);
      if (marked === undefined) {
        marked = { when: new Float64Array(chunkBytes), newest: now };
        this.#chunks.set(chunk, marked);
      }
      marked.when.fill(now, from, to);
      marked.newest = now;
    });
    while (this.#chunks.size > ChangeMarks.#chunksKept) {
      const [oldest] = this.#chunks.keys();
      if (oldest === undefined) break;
      this.#chunks.delete(oldest);
    }
  }

  /** Milliseconds since the newest change of a range that lies in one chunk; undefined without one. */
  age(offset: bigint, size: number, now: number): number | undefined {
    const marked = this.#chunks.get(chunkOf(offset));
    if (marked === undefined) return undefined;
    const start = Number(offset % BigInt(chunkBytes));
    let newest = 0;
    for (let k = start; k < start + size; k += 1) newest = Math.max(newest, marked.when[k] ?? 0);
    return newest === 0 ? undefined : Math.max(0, now - newest);
  }

  /** A new look at a range: marks older than the fade go, also where nothing fades (reduced motion). */
  looked(offset: bigint, size: number, now: number): void {
    eachPiece(offset, size, (chunk, from, to) => {
      const marked = this.#chunks.get(chunk);
      if (marked === undefined) return;
      for (let k = from; k < to; k += 1) {
        const when = marked.when[k] ?? 0;
        if (when !== 0 && now - when >= fadeMs) marked.when[k] = 0;
      }
      if (now - marked.newest >= fadeMs && marked.when.every((when) => when === 0)) this.#chunks.delete(chunk);
    });
  }

  /** Drops what has faded; whether anything is left that fades. */
  fade(now: number): boolean {
    for (const [chunk, { newest }] of this.#chunks) if (now - newest >= fadeMs) this.#chunks.delete(chunk);
    return this.#chunks.size > 0;
  }

  get any(): boolean {
    return this.#chunks.size > 0;
  }

  clear(): void {
    this.#chunks.clear();
  }
}

function eachPiece(offset: bigint, size: number, piece: (chunk: number, from: number, to: number) => void): void {
  let done = 0;
  while (done < size) {
    const here = offset + BigInt(done);
    const from = Number(here % BigInt(chunkBytes));
    const length = Math.min(size - done, chunkBytes - from);
    piece(chunkOf(here), from, from + length);
    done += length;
  }
}
