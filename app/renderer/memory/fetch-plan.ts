/** Which chunks to read next: those on the screen first, then those that scrolling will bring; and which reads to give up. */

export interface ChunkRun {
  /** Both are in it. */
  readonly first: number;
  readonly last: number;
}

export interface FetchWish {
  /** Chunks on the screen; undefined: nothing is shown. */
  readonly visible: ChunkRun | undefined;
  /** The last chunk there is. */
  readonly last: number;
  /** Where scrolling went: down 1, up -1, nowhere 0. */
  readonly direction: -1 | 0 | 1;
  readonly inFlight: readonly ChunkRun[];
  /** Whether a chunk is worth reading: unread, or of an earlier round, and not found unreadable. */
  wanted(chunk: number): boolean;
}

export interface FetchPlan {
  /** In the order of their worth. */
  readonly start: readonly ChunkRun[];
  /** Those in flight that nobody will see. */
  readonly cancel: readonly ChunkRun[];
}

/** Reads at once, chunks of one read, chunks read ahead. Reads ahead run one at a time, so that what is seen comes first. */
export const fetchLimits = { reads: 3, chunksPerRead: 16, ahead: 8 } as const;

export function planFetches({ visible, last, direction, inFlight, wanted }: FetchWish): FetchPlan {
  if (visible === undefined) return { start: [], cancel: inFlight };
  const ahead: ChunkRun = {
    first: Math.max(0, visible.first - (direction < 0 ? fetchLimits.ahead : 1)),
    last: Math.min(last, visible.last + (direction > 0 ? fetchLimits.ahead : 1)),
  };
  const cancel = inFlight.filter((run) => run.last < ahead.first || run.first > ahead.last);
  const going = inFlight.filter((run) => !cancel.includes(run));
  const free = (chunk: number) => wanted(chunk) && !going.some((run) => run.first <= chunk && chunk <= run.last);

  const start = runsOf(visible.first, visible.last, free).slice(0, Math.max(0, fetchLimits.reads - going.length));
  if (start.length === 0 && going.length === 0 && direction !== 0) {
    const [next] =
      direction > 0
        ? runsOf(visible.last + 1, ahead.last, free)
        : runsOf(ahead.first, visible.first - 1, free).reverse();
    if (next !== undefined) return { start: [next], cancel };
  }
  return { start, cancel };
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
