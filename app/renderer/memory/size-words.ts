/** A size as it is said: `4 KiB`, `1 byte`. */
import { exactSize } from '../../plan/quantity.ts';

export function sizeWords(bytes: bigint): string {
  return bytes === 1n ? '1 byte' : exactSize(bytes);
}

/** Of amounts that pass by: `12.4 MiB`, `800 KiB`, `17 bytes`. */
export function roundSize(bytes: bigint): string {
  for (const [shift, unit] of [
    [30, 'GiB'],
    [20, 'MiB'],
    [10, 'KiB'],
  ] as const) {
    const amount = Number(bytes) / 2 ** shift;
    if (amount >= 1) return `${amount < 99.95 ? amount.toFixed(1) : amount.toFixed(0)} ${unit}`;
  }
  return sizeWords(bytes);
}
