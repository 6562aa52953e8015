/** Bytes as the text of cells. */
import type { Width } from '../../../remote-helper/contract/memory.ts';

const twoDigits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Hex digits of a cell of `size` bytes at `at`; `bigEndian`: the first byte is the highest. */
export function cellDigits(bytes: Uint8Array, at: number, size: number, bigEndian: boolean): string {
  let text = '';
  for (let k = 0; k < size; k += 1) {
    const byte = bytes[at + (bigEndian ? k : size - 1 - k)] ?? 0;
    text += twoDigits[byte] ?? '';
  }
  return text;
}

export function cellValue(bytes: Uint8Array, at: number, size: number, bigEndian: boolean): bigint {
  return BigInt(`0x${cellDigits(bytes, at, size, bigEndian)}`);
}

/** The bytes that a cell of a width shows as this value. */
export function bytesOfValue(value: bigint, width: Width, bigEndian: boolean): Uint8Array {
  const size = width / 8;
  const bytes = new Uint8Array(size);
  for (let k = 0; k < size; k += 1) {
    bytes[bigEndian ? size - 1 - k : k] = Number((value >> BigInt(8 * k)) & 0xffn);
  }
  return bytes;
}

/** Printable ASCII, else a middle dot. */
export function characterOf(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·';
}

export function isZero(bytes: Uint8Array, at: number, size: number): boolean {
  for (let k = at; k < at + size; k += 1) if (bytes[k] !== 0) return false;
  return true;
}

/** How many digits in front are of bytes that are zero: an even number, 0 where all of them are. */
export function leadingZeroDigits(digits: string): number {
  const first = /[^0]/.exec(digits)?.index ?? 0;
  return first - (first % 2);
}

/** Hex digits that each address of a column has: those of the greatest, at least 8, an even number. */
export function addressDigits(greatest: bigint): number {
  const digits = greatest.toString(16).length;
  return Math.max(8, digits + (digits % 2));
}
