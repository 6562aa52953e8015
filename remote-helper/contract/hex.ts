/** Canonical text of a 64-bit number. Apart from quantity.ts, whose schemas take long to load on a slow board. */

/** `0x` and lower-case digits without leading zeros. */
export function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
