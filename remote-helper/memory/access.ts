/**
 * Reading and writing in accesses of an exact width. Only Atomics.load and Atomics.store are one access each, also when
 * optimised and when the value is unused; everything else may be split, doubled or dropped (design, "Access widths").
 */
import type { Width } from '../contract/memory.ts';

/** A typed array of a width over `count` accesses from `start` (bytes, a multiple of the width) of a buffer. */
function elements(buffer: ArrayBuffer, start: number, count: number, width: Width) {
  switch (width) {
    case 8:
      return new Uint8Array(buffer, start, count);
    case 16:
      return new Uint16Array(buffer, start, count);
    case 32:
      return new Uint32Array(buffer, start, count);
    case 64:
      return new BigUint64Array(buffer, start, count);
  }
}

/**
 * Copies `size` bytes at `start` of `memory` into a new array in the board's byte order, one load per element.
 * Before each access its number is stored in `progress`, so that whoever outlives this process knows where it ended.
 */
export function readExact(
  memory: ArrayBuffer,
  start: number,
  size: number,
  width: Width,
  progress?: Int32Array<ArrayBuffer>,
): Uint8Array {
  const count = size / (width / 8);
  const bytes = new Uint8Array(size);
  const from = elements(memory, start, count, width);
  const to = elements(bytes.buffer, 0, count, width);
  for (let index = 0; index < count; index += 1) {
    if (progress !== undefined) Atomics.store(progress, 0, index);
    if (from instanceof BigUint64Array) (to as BigUint64Array)[index] = Atomics.load(from, index);
    else (to as Uint32Array)[index] = Atomics.load(from, index);
  }
  return bytes;
}

/** Stores all of `bytes` at `start` of `memory`, one store per element; `progress` as for reading. */
export function writeExact(
  memory: ArrayBuffer,
  start: number,
  bytes: Uint8Array,
  width: Width,
  progress?: Int32Array<ArrayBuffer>,
): void {
  const count = bytes.byteLength / (width / 8);
  // A copy, since a payload need not be aligned to the width.
  const from = elements(new Uint8Array(bytes).buffer, 0, count, width);
  const to = elements(memory, start, count, width);
  for (let index = 0; index < count; index += 1) {
    if (progress !== undefined) Atomics.store(progress, 0, index);
    if (to instanceof BigUint64Array) Atomics.store(to, index, (from as BigUint64Array)[index] ?? 0n);
    else Atomics.store(to, index, (from as Uint32Array)[index] ?? 0);
  }
}
