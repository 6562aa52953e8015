/** What differs between two looks at the same bytes. Pure. */

/** Bytes of a range, counted from its start. */
export interface Run {
  readonly offset: number;
  readonly size: number;
}

/** Runs with fewer equal bytes than this between them are one: naming another costs more than sending them. */
export const nearest = 8;
/** From this many on all that follows up to the last difference is one run, so that naming them stays cheap. */
export const mostRuns = 1024;

/** In order and apart. Both looks are of the same size; they are compared by words, fastest where both start at a multiple of 4 bytes. */
export function changedRuns(before: Uint8Array, after: Uint8Array): Run[] {
  const old = words(before);
  const now = words(after);
  const size = after.byteLength;
  const runs: { offset: number; size: number }[] = [];
  let last: { offset: number; size: number } | undefined;
  const add = (start: number, end: number): void => {
    if (last !== undefined && (start - last.offset - last.size < nearest || runs.length === mostRuns)) {
      last.size = end - last.offset;
    } else {
      last = { offset: start, size: end - start };
      runs.push(last);
    }
  };
  // By bytes, so that the board's byte order does not matter.
  const compare = (from: number, to: number): void => {
    let start = from;
    while (start < to && before[start] === after[start]) start += 1;
    if (start === to) return;
    let end = to;
    while (before[end - 1] === after[end - 1]) end -= 1;
    add(start, end);
  };
  for (let index = 0; index < now.length; index += 1) {
    if (old[index] !== now[index]) compare(index * 4, index * 4 + 4);
  }
  compare(now.length * 4, size);
  return runs;
}

function words(bytes: Uint8Array): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, Math.floor(bytes.byteLength / 4));
}
