/** What was read of a device, in chunks of a page, as much as a limit allows; what was not looked at longest goes first. */

/** Bytes; a page, so that a bus error makes one chunk unreadable. */
export const chunkBytes = 4096;

/** Number of the chunk that a byte lies in. Exact: 2^64 bytes are 2^52 chunks. */
export function chunkOf(offset: bigint): number {
  return Number(offset / BigInt(chunkBytes));
}

export interface Chunk {
  readonly bytes: Uint8Array;
  /** 1 for each byte that was read; undefined: all were. */
  readonly known: Uint8Array | undefined;
  /** When the last byte of it was read, in the clock of the one who stores. */
  readonly at: number;
  /** Which round of looking it belongs to: one of an earlier round is shown and read again. */
  readonly round: number;
}

export interface Run {
  readonly offset: bigint;
  readonly size: number;
}

export class ChunkCache {
  readonly #limit: number;
  /** In the order of their last use. */
  readonly #chunks = new Map<number, Chunk>();

  /** `limit`: chunks kept at most. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get count(): number {
    return this.#chunks.size;
  }

  /** Without counting as a use. */
  peek(chunk: number): Chunk | undefined {
    return this.#chunks.get(chunk);
  }

  /** Those on the screen, once a frame. */
  use(chunk: number): void {
    const found = this.#chunks.get(chunk);
    if (found === undefined) return;
    this.#chunks.delete(chunk);
    this.#chunks.set(chunk, found);
  }

  /** Stores what was read, and answers the runs of bytes that had been read before and were different then. */
  store(offset: bigint, bytes: Uint8Array, at: number, round: number): Run[] {
    const changed: Run[] = [];
    let done = 0;
    while (done < bytes.length) {
      const here = offset + BigInt(done);
      const chunk = chunkOf(here);
      const start = Number(here % BigInt(chunkBytes));
      const piece = bytes.subarray(done, done + chunkBytes - start);
      this.#storePiece(chunk, start, piece, at, round, here, changed);
      done += piece.length;
    }
    while (this.#chunks.size > this.#limit) {
      const [oldest] = this.#chunks.keys();
      if (oldest === undefined) break;
      this.#chunks.delete(oldest);
    }
    return changed;
  }

  #storePiece(
    chunk: number,
    start: number,
    piece: Uint8Array,
    at: number,
    round: number,
    here: bigint,
    changed: Run[],
  ): void {
    const before = this.#chunks.get(chunk);
    const whole = piece.length === chunkBytes;
    const bytes = before?.bytes ?? new Uint8Array(chunkBytes);
    let known = before?.known;
    if (before !== undefined) runsThatDiffer(before, start, piece, here, changed);
    if (whole) known = undefined;
    else if (before === undefined) known = new Uint8Array(chunkBytes);
    bytes.set(piece, start);
    known?.fill(1, start, start + piece.length);
    this.#chunks.delete(chunk);
    // A part that is fresh does not make the rest so.
    this.#chunks.set(chunk, { bytes, known, at, round: whole || before === undefined ? round : before.round });
  }

  /** Whether each byte of a range, which lies in one chunk, was read. */
  knows(offset: bigint, size: number): boolean {
    const chunk = this.#chunks.get(chunkOf(offset));
    if (chunk === undefined) return false;
    if (chunk.known === undefined) return true;
    const start = Number(offset % BigInt(chunkBytes));
    return chunk.known.indexOf(0, start) === -1 || chunk.known.indexOf(0, start) >= start + size;
  }

  /** A copy of a range of any size; undefined when not all of it was read. */
  read(offset: bigint, size: number): Uint8Array | undefined {
    const bytes = new Uint8Array(size);
    let done = 0;
    while (done < size) {
      const here = offset + BigInt(done);
      const start = Number(here % BigInt(chunkBytes));
      const length = Math.min(size - done, chunkBytes - start);
      const chunk = this.#chunks.get(chunkOf(here));
      if (chunk === undefined || !this.knows(here, length)) return undefined;
      bytes.set(chunk.bytes.subarray(start, start + length), done);
      done += length;
    }
    return bytes;
  }

  clear(): void {
    this.#chunks.clear();
  }
}

function runsThatDiffer(before: Chunk, start: number, piece: Uint8Array, here: bigint, changed: Run[]): void {
  let from = -1;
  for (let k = 0; k <= piece.length; k += 1) {
    const differs = k < piece.length && before.known?.[start + k] !== 0 && before.bytes[start + k] !== piece[k];
    if (differs && from < 0) from = k;
    if (!differs && from >= 0) {
      changed.push({ offset: here + BigInt(from), size: k - from });
      from = -1;
    }
  }
}
