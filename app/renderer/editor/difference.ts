/** Where two texts differ: between what they begin with and what they end with alike. */

/** Pure. `before` with `put` in place of what is from `from` to `to` is `after`. */
export function difference(before: string, after: string) {
  const most = Math.min(before.length, after.length);
  const from = alike(most, (start, end) => before.slice(start, end) === after.slice(start, end));
  const end = alike(
    most - from,
    (start, stop) =>
      before.slice(before.length - stop, before.length - start) ===
      after.slice(after.length - stop, after.length - start),
  );
  return { from, to: before.length - end, put: after.slice(from, after.length - end) };
}

/** How much is alike, at most `most`: a long stretch is compared at once, and only where it differs its parts are. */
function alike(most: number, isAlike: (start: number, end: number) => boolean): number {
  let at = 0;
  for (let step = most; step >= 1; step = Math.min(step >> 1, most - at)) {
    while (at + step <= most && isAlike(at, at + step)) at += step;
  }
  return at;
}
