/**
 * Copying large pieces between a mapping and ordinary memory. memcpy is free to use wide and, at the ends, overlapping
 * accesses; on a non-cached mapping of arm64 (Device memory) an unaligned one is SIGBUS. So memcpy gets whole blocks
 * only, both sides at the same place within a block, and the ends go byte by byte.
 */
import { readExact, writeExact } from './access.ts';

/** The widest step of the memcpy loops of glibc and musl. */
const block = 64;
/** malloc's alignment: what is known of a buffer's address. */
const known = 16;

/** Bytes that a buffer for `copyOut` must have beyond the piece. */
export const slack = block;

/** The piece at `start` of `memory`, copied into `pool`; the answer is the part of `pool` that holds it. */
export function copyOut(memory: ArrayBuffer, start: number, size: number, pool: Uint8Array<ArrayBuffer>): Uint8Array {
  const target = pool.subarray(start % block, (start % block) + size);
  const [head, body] = split(start, size);
  target.set(readExact(memory, start, head, 8));
  target.set(new Uint8Array(memory, start + head, body), head);
  target.set(readExact(memory, start + head + body, size - head - body, 8), head + body);
  return target;
}

/** Copies all of `bytes` to `start` of `memory`. */
export function copyIn(memory: ArrayBuffer, start: number, bytes: Uint8Array): void {
  const source = bytes.byteOffset % known === start % known ? bytes : realigned(bytes, start);
  const [head, body] = split(start, source.byteLength);
  writeExact(memory, start, source.subarray(0, head), 8);
  new Uint8Array(memory, start + head, body).set(source.subarray(head, head + body));
  writeExact(memory, start + head + body, source.subarray(head + body), 8);
}

/** Bytes up to the first block, and bytes of whole blocks after them. */
function split(start: number, size: number): [head: number, body: number] {
  const head = Math.min(size, (block - (start % block)) % block);
  return [head, size - head - ((size - head) % block)];
}

function realigned(bytes: Uint8Array, start: number): Uint8Array {
  const room = new Uint8Array(bytes.byteLength + known);
  const copy = room.subarray(start % known, (start % known) + bytes.byteLength);
  copy.set(bytes);
  return copy;
}
