/** Where things stand on the painted view, in characters of its monospace font and in rows; and what is under the mouse. */
import { addressDigits } from './cell-text.ts';
import { cellBytes, columnsOf, type GridLayout, rowStart } from './grid-layout.ts';

/** Columns of text; all are whole characters from the left edge. */
export interface HexGeometry {
  readonly addressDigits: number;
  /** The column of marks. */
  readonly mark: number;
  /** Start of each cell. */
  readonly cells: readonly number[];
  readonly digitsPerCell: number;
  readonly ascii: number;
  readonly width: number;
}

/** Characters between address and cells (the mark stands in it), and between cells and text. */
const gap = 3;

/** `greatest`: the largest number that the address column shows. */
export function hexGeometry(layout: GridLayout, greatest: bigint, withAscii: boolean): HexGeometry {
  const digits = addressDigits(greatest);
  const digitsPerCell = cellBytes(layout) * 2;
  const first = 1 + digits + gap;
  const cells: number[] = [];
  for (let column = 0; column < columnsOf(layout); column += 1) {
    // A little more room after each 8 bytes.
    const groups = layout.width === 64 ? 0 : Math.floor((column * cellBytes(layout)) / 8);
    cells.push(first + column * (digitsPerCell + 1) + groups);
  }
  const ascii = (cells.at(-1) ?? first) + digitsPerCell + gap - 1;
  return {
    addressDigits: digits,
    mark: 1 + digits + 1,
    cells,
    digitsPerCell,
    ascii,
    width: (withAscii ? ascii + layout.bytesPerRow : ascii - gap + 1) + 1,
  };
}

export interface Hit {
  readonly offset: bigint;
  readonly part: 'cell' | 'text' | 'address';
}

/** The cell at a place given in characters and rows from the top left; the nearest one beside the cells. */
export function hitAt(
  layout: GridLayout,
  geometry: HexGeometry,
  top: bigint,
  place: { readonly character: number; readonly row: number },
): Hit | undefined {
  const row = top + BigInt(Math.floor(place.row));
  const start = rowStart(layout, row);
  if (row < 0n || start >= layout.size) return undefined;
  const { cells, ascii } = geometry;
  const step = cellBytes(layout);
  const at = (column: number, part: Hit['part']): Hit | undefined => {
    const offset = start + BigInt(column * step);
    return offset < layout.size ? { offset, part } : undefined;
  };
  if (place.character >= ascii - 1) {
    const byte = Math.min(layout.bytesPerRow - 1, Math.max(0, Math.floor(place.character - ascii)));
    return at(Math.floor(byte / step), 'text');
  }
  const first = cells[0] ?? 0;
  if (place.character < first - 1) return at(0, 'address');
  // Half of the space beside a cell belongs to it.
  let column = 0;
  for (let next = 1; next < cells.length; next += 1) {
    if (place.character >= (cells[next] ?? 0) - 0.5) column = next;
  }
  return at(column, 'cell');
}
