/** Where two texts differ: between what they begin with and what they end with alike. */

/** Pure. `before` with `put` in place of what is from `from` to `to` is `after`. */
export function difference(before: string, after: string) {
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before[from] === after[from]) from += 1;
  let end = 0;
  while (end < most - from && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return { from, to: before.length - end, put: after.slice(from, after.length - end) };
}
