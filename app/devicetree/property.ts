/** The values of properties as numbers and texts, and back. Cells are big-endian (Devicetree Specification 0.4, 2.2.4). */

/** 32-bit cells; bytes at the end that do not fill one are left out. */
export function cellsOf(bytes: Uint8Array | undefined): number[] {
  if (bytes === undefined) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const cells: number[] = [];
  for (let at = 0; at + 4 <= bytes.byteLength; at += 4) cells.push(view.getUint32(at));
  return cells;
}

/** Of numbers from 0 to 2^32 - 1. */
export function cellBytes(cells: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(cells.length * 4);
  const view = new DataView(bytes.buffer);
  cells.forEach((cell, index) => {
    view.setUint32(index * 4, cell);
  });
  return bytes;
}

/** A number of `count` cells from `index` on; undefined when they are not all there. No cells are 0. */
export function numberAt(cells: readonly number[], index: number, count: number): bigint | undefined {
  if (index + count > cells.length) return undefined;
  let value = 0n;
  for (let at = index; at < index + count; at += 1) value = (value << 32n) | BigInt(cells[at] ?? 0);
  return value;
}

/** As `count` cells; what does not fit into them is lost. */
export function numberCells(value: bigint, count: number): number[] {
  return Array.from({ length: count }, (_, index) =>
    Number((value >> BigInt(32 * (count - 1 - index))) & 0xffff_ffffn),
  );
}

/** Texts, each ended by a zero byte (`stringlist`). Undefined where the bytes are none: no zero at the end, or none at all. */
export function textsOf(bytes: Uint8Array | undefined): string[] | undefined {
  if (bytes === undefined || bytes.length === 0 || bytes.at(-1) !== 0) return undefined;
  return new TextDecoder().decode(bytes.subarray(0, -1)).split('\0');
}

/** The first text; undefined where the bytes are none. */
export function textOf(bytes: Uint8Array | undefined): string | undefined {
  return textsOf(bytes)?.[0];
}

export function textBytes(...texts: readonly string[]): Uint8Array {
  return new TextEncoder().encode(texts.map((text) => `${text}\0`).join(''));
}
