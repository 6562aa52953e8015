/** How high each row of the memory map is drawn: true to scale where that can be, and marked where it cannot. */
import type { Span } from '../span.ts';

/** Pixels: a target for a finger (WCAG 2.2, 2.5.8), and room for a line of text. */
export const leastHeight = 24;

export interface Drawn<Row> {
  readonly row: Row;
  readonly top: number;
  readonly height: number;
  /** `enlarged`: too small for the scale; `broken`: a part is left out, and a break is drawn. */
  readonly scale: 'true' | 'enlarged' | 'broken';
}

/** No row takes more of the height than this part of it. */
const mostOf = 1 / 3;

/**
 * Rows below each other in `height` pixels, or in more where as many rows need more. One scale holds for all that are neither
 * enlarged nor broken. What `isHole` names says little by its size and is drawn as low as can be.
 */
export function drawn<Row extends Span>(
  rows: readonly Row[],
  height: number,
  isHole: (row: Row) => boolean,
): Drawn<Row>[] {
  const most = Math.max(leastHeight * 2, Math.floor(height * mostOf));
  const highest = (row: Row): number => (isHole(row) ? leastHeight : most);
  const at = (row: Row, scale: number): number =>
    Math.min(Math.max(Number(row.size) * scale, leastHeight), highest(row));
  const total = (scale: number): number => rows.reduce((sum, row) => sum + at(row, scale), 0);
  // Half of the rows at least are not broken, however much room there is.
  const middle = rows.filter((row) => !isHole(row)).toSorted((a, b) => (a.size < b.size ? -1 : 1));
  const usual = Number(middle[middle.length >> 1]?.size ?? 1n);
  const scale = Math.min(
    largestScale((each) => total(each) <= height),
    most / usual,
  );
  let top = 0;
  return rows.map((row) => {
    const own = Math.round(at(row, scale));
    const wanted = Math.round(Number(row.size) * scale);
    const one: Drawn<Row> = {
      row,
      top,
      height: own,
      scale: wanted < leastHeight ? 'enlarged' : wanted > highest(row) ? 'broken' : 'true',
    };
    top += own;
    return one;
  });
}

/** Bits of a double's exponent that matter here: from one pixel for all 2^64 bytes to a thousand for a byte. */
const smallest = -64;
const largest = 10;
const steps = 60;

function largestScale(fits: (scale: number) => boolean): number {
  let low = smallest;
  let high = largest;
  for (let step = 0; step < steps; step += 1) {
    const middle = (low + high) / 2;
    if (fits(2 ** middle)) low = middle;
    else high = middle;
  }
  return 2 ** low;
}
