/** Moving the caret from cell to cell, and the rows on the screen with it. */
import { cellBytes, cellOf, type GridLayout, lastCell, rowCount, rowOf } from './grid-layout.ts';

export type CaretMove =
  | 'left'
  | 'right'
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'row-start'
  | 'row-end'
  | 'start'
  | 'end';

/** `pageRows`: whole rows on the screen. The caret stays where it is when there is nothing further that way. */
export function moveCaret(layout: GridLayout, caret: bigint, move: CaretMove, pageRows: number): bigint {
  const cell = BigInt(cellBytes(layout));
  const row = BigInt(layout.bytesPerRow);
  const last = lastCell(layout);
  const page = BigInt(Math.max(1, pageRows - 1)) * row;
  switch (move) {
    case 'left':
      return caret >= cell ? caret - cell : caret;
    case 'right':
      return caret + cell <= last ? caret + cell : caret;
    case 'up':
      return caret >= row ? caret - row : caret;
    case 'down':
      return caret + row <= last ? caret + row : caret;
    case 'page-up':
      return caret >= page ? caret - page : caret % row;
    case 'page-down':
      return caret + page <= last ? caret + page : lastInColumn(caret % row, last, row);
    case 'row-start':
      return caret - (caret % row);
    case 'row-end': {
      const end = caret - (caret % row) + row - cell;
      return end <= last ? end : last;
    }
    case 'start':
      return 0n;
    case 'end':
      return last;
  }
}

/** The cell furthest down in a column. */
function lastInColumn(column: bigint, last: bigint, row: bigint): bigint {
  const below = last - (last % row) + column;
  if (below <= last) return below;
  return below >= row ? below - row : column;
}

/** The greatest row that can be the first on the screen: the last row is then the last whole one. */
export function lastTop(layout: GridLayout, pageRows: number): bigint {
  const top = rowCount(layout) - BigInt(Math.max(1, pageRows));
  return top > 0n ? top : 0n;
}

export function clampTop(layout: GridLayout, top: bigint, pageRows: number): bigint {
  const last = lastTop(layout, pageRows);
  if (top < 0n) return 0n;
  return top > last ? last : top;
}

/** The first row on the screen, moved no further than it takes to show the caret's row. */
export function topShowing(layout: GridLayout, top: bigint, caret: bigint, pageRows: number): bigint {
  const row = rowOf(layout, caret);
  const page = BigInt(Math.max(1, pageRows));
  const moved = row < top ? row : row >= top + page ? row - page + 1n : top;
  return clampTop(layout, moved, pageRows);
}

/** The same place on the screen after rows have become longer or shorter, or cells wider. */
export function caretIn(layout: GridLayout, caret: bigint): bigint {
  const last = lastCell(layout);
  const cell = cellOf(layout, caret);
  if (cell > last) return last;
  return cell;
}

/** Cells from the anchor to the caret, both of them in it. */
export interface Selection {
  readonly anchor: bigint;
  readonly caret: bigint;
}

/** The bytes selected. */
export function selectedRange(layout: GridLayout, { anchor, caret }: Selection): { offset: bigint; size: bigint } {
  const [first, last] = anchor < caret ? [anchor, caret] : [caret, anchor];
  const offset = cellOf(layout, first);
  const end = cellOf(layout, last) + BigInt(cellBytes(layout));
  return { offset, size: (end < layout.size ? end : layout.size) - offset };
}
