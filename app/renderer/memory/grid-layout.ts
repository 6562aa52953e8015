/** How a device's bytes lie in rows and cells. Offsets and rows are bigint: a device may be larger than 2^53 bytes. */
import type { Width } from '../../../remote-helper/contract/memory.ts';
import type { rowSizes } from '../../contract/settings.ts';

export type RowSize = (typeof rowSizes)[number];

export interface GridLayout {
  /** Bytes of the device. */
  readonly size: bigint;
  /** Bits of a cell, and of an access to it. */
  readonly width: Width;
  readonly bytesPerRow: RowSize;
}

export function cellBytes({ width }: Pick<GridLayout, 'width'>): number {
  return width / 8;
}

/** At least 1: a row of 8 bytes holds one cell of 64 bits. */
export function columnsOf(layout: GridLayout): number {
  return layout.bytesPerRow / cellBytes(layout);
}

/** A last row that is not full counts. */
export function rowCount({ size, bytesPerRow }: GridLayout): bigint {
  const row = BigInt(bytesPerRow);
  return (size + row - 1n) / row;
}

export function rowOf({ bytesPerRow }: GridLayout, offset: bigint): bigint {
  return offset / BigInt(bytesPerRow);
}

export function rowStart({ bytesPerRow }: GridLayout, row: bigint): bigint {
  return row * BigInt(bytesPerRow);
}

/** Bytes that a row has: fewer in the last one, none past it. */
export function bytesOfRow(layout: GridLayout, row: bigint): number {
  const left = layout.size - rowStart(layout, row);
  if (row < 0n || left <= 0n) return 0;
  return left < BigInt(layout.bytesPerRow) ? Number(left) : layout.bytesPerRow;
}

/** Start of the cell that a byte belongs to. */
export function cellOf(layout: GridLayout, offset: bigint): bigint {
  return offset - (offset % BigInt(cellBytes(layout)));
}

/** Start of the last cell that is whole; 0 in a device smaller than one. */
export function lastCell(layout: GridLayout): bigint {
  const cell = BigInt(cellBytes(layout));
  return layout.size < cell ? 0n : (layout.size / cell - 1n) * cell;
}

/** Column of a cell in its row, from 0. */
export function columnOf(layout: GridLayout, offset: bigint): number {
  return Number(offset % BigInt(layout.bytesPerRow)) / cellBytes(layout);
}

/** The range that `rows` rows from `top` on cover, cut at the device's end. */
export function rangeOfRows(layout: GridLayout, top: bigint, rows: number): { offset: bigint; size: bigint } {
  const offset = rowStart(layout, top);
  if (offset >= layout.size) return { offset: layout.size, size: 0n };
  const wanted = BigInt(rows) * BigInt(layout.bytesPerRow);
  const left = layout.size - offset;
  return { offset, size: wanted < left ? wanted : left };
}
