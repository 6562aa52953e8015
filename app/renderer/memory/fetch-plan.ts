/**
 * Which chunks to read next: those on the screen first, then those that scrolling will bring. A read that scrolling has left
 * behind is not given up: the board would do it all the same, and reads put in its place would pile up there.
 */

export interface ChunkRun {
  /** Both are in it. */
  readonly first: number;
  readonly last: number;
}

export interface FetchWish {
  /** Chunks on the screen. */
  readonly visible: ChunkRun;
  /** The last chunk there is. */
  readonly last: number;
  /** Where scrolling went: down 1, up -1, nowhere 0. */
  readonly direction: -1 | 0 | 1;
  readonly inFlight: readonly ChunkRun[];
  /** Whether a chunk is worth reading: unread, or of an earlier round, and not found unreadable. */
  wanted(chunk: number): boolean;
}

/** Reads at once, chunks of one read, chunks read ahead. Reads ahead run one at a time, so that what is seen comes first. */
export const fetchLimits = { reads: 3, chunksPerRead: 16, ahead: 8 } as const;

/** In the order of their worth. */
export function planFetches({ visible, last, direction, inFlight, wanted }: FetchWish): readonly ChunkRun[] {
  const free = (chunk: number) => wanted(chunk) && !inFlight.some((run) => run.first <= chunk && chunk <= run.last);
  const start = runsOf(visible.first, visible.last, free).slice(0, Math.max(0, fetchLimits.reads - inFlight.length));
  if (start.length > 0 || inFlight.length > 0 || direction === 0) return start;
  const [next] =
    direction > 0
      ? runsOf(visible.last + 1, Math.min(last, visible.last + fetchLimits.ahead), free)
      : runsOf(Math.max(0, visible.first - fetchLimits.ahead), visible.first - 1, free).reverse();
  return next === undefined ? [] : [next];
}

/** Neighbours in one read, as far as one goes. */
function runsOf(first: number, last: number, free: (chunk: number) => boolean): ChunkRun[] {
  const runs: ChunkRun[] = [];
  for (let chunk = first; chunk <= last; chunk += 1) {
    if (!free(chunk)) continue;
    const before = runs.at(-1);
    if (before !== undefined && before.last === chunk - 1 && chunk - before.first < fetchLimits.chunksPerRead) {
      runs[runs.length - 1] = { first: before.first, last: chunk };
    } else {
      runs.push({ first: chunk, last: chunk });
    }
  }
  return runs;
}
