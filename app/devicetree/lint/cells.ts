/** Cells of a property without a copy of all of them: a tree has many, and most are looked at once. */
import { numberCells } from '../property.ts';

/** The 32-bit cell with this index; undefined where the property or the cell is not there. */
export function cellAt(bytes: Uint8Array | undefined, index: number): number | undefined {
  const at = index * 4;
  if (bytes === undefined || at + 4 > bytes.length) return undefined;
  return (
    (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0
  );
}

/** A number of `count` cells; of more than two the lower 64 bits. Undefined where they are not all there. */
export function numberOfCells(bytes: Uint8Array | undefined, index: number, count: number): bigint | undefined {
  if (bytes === undefined || (index + count) * 4 > bytes.length) return undefined;
  const low = count > 0 ? (cellAt(bytes, index + count - 1) ?? 0) : 0;
  const high = count > 1 ? (cellAt(bytes, index + count - 2) ?? 0) : 0;
  return (BigInt(high) << 32n) | BigInt(low);
}

/** `0x0 0x70000000`: a number as cells of a text. */
export function cellsText(value: bigint, count: number): string {
  return numberCells(value, count)
    .map((cell) => `0x${cell.toString(16)}`)
    .join(' ');
}

/** Whether a list of texts has this one. */
export function hasText(bytes: Uint8Array | undefined, wanted: string): boolean {
  if (bytes === undefined) return false;
  for (let start = 0; start + wanted.length < bytes.length; start += 1) {
    let at = 0;
    while (at < wanted.length && bytes[start + at] === wanted.charCodeAt(at)) at += 1;
    if (at === wanted.length && bytes[start + at] === 0) return true;
    while (start < bytes.length && bytes[start] !== 0) start += 1;
  }
  return false;
}
