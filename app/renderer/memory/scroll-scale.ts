/**
 * A scrollbar over more rows than a page can be high. Chromium caps the height of what scrolls at 33,554,428 px, so the
 * thumb stands for a proportion, while the wheel and keys count rows.
 */

/** px; well under the cap, so that a zoomed page stays under it too. */
const highest = 8_000_000;
/** A proportion as a whole number: finer than any scrollbar. */
const unit = 2 ** 40;

/** Height in px of the thing that scrolls. */
export function scrolledHeight(rows: bigint, rowHeight: number): number {
  return rows > BigInt(Math.floor(highest / rowHeight)) ? highest : Number(rows) * rowHeight;
}

/** The first row for a place of the thumb; `largest`: the greatest scroll position there is. Both ends are exact. */
export function rowAtScroll(position: number, largest: number, lastTop: bigint): bigint {
  // The end may be a fraction of a px further than a browser lets one scroll.
  if (largest <= 0 || position <= 0) return 0n;
  if (position >= largest - 1) return lastTop;
  const share = BigInt(Math.round((position / largest) * unit));
  return (share * lastTop + BigInt(unit / 2)) / BigInt(unit);
}

/** The thumb's place for a first row. */
export function scrollAtRow(top: bigint, largest: number, lastTop: bigint): number {
  if (lastTop <= 0n || largest <= 0) return 0;
  if (top >= lastTop) return largest;
  return (Number((top * BigInt(unit)) / lastTop) / unit) * largest;
}

/** Wheels give pixels, lines or pages; what is less than a row is kept for the next turn. */
export function wheelRows(
  kept: number,
  turn: { readonly delta: number; readonly mode: number },
  rowHeight: number,
  pageRows: number,
): { readonly rows: number; readonly kept: number } {
  // WheelEvent.DOM_DELTA_LINE is 1, DOM_DELTA_PAGE 2.
  const turned = turn.mode === 1 ? turn.delta : turn.mode === 2 ? turn.delta * pageRows : turn.delta / rowHeight;
  // A change of direction drops what was kept of the other.
  const whole = (Math.sign(kept) === -Math.sign(turned) ? 0 : kept) + turned;
  const rows = Math.trunc(whole);
  return { rows, kept: whole - rows };
}
