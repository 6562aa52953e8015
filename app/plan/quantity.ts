/** Numbers as people write them: 4096, 0x1000, 4KiB, 1M, `1 MiB`. Units follow decimal digits only: in 0x1b the b is a digit. */

const largest = 2n ** 64n - 1n;

/** Binary multiples, with and without iB: memory comes in no others. */
const units: Readonly<Record<string, bigint>> = {
  '': 1n,
  k: 1n << 10n,
  m: 1n << 20n,
  g: 1n << 30n,
  t: 1n << 40n,
};

/** 0 to 2^64 - 1; undefined for a text that is no such number. */
export function parseQuantity(text: string): bigint | undefined {
  const found = /^(?:(0x[0-9a-f][0-9a-f_]*)|([0-9][0-9_]*)\s*(?:([kmgt])(?:ib?)?|b)?)$/i.exec(text.trim());
  const digits = found?.[1] ?? found?.[2];
  const unit = units[found?.[3]?.toLowerCase() ?? ''];
  if (digits === undefined || unit === undefined) return undefined;
  const value = BigInt(digits.replaceAll('_', '')) * unit;
  return value <= largest ? value : undefined;
}

/** A size in units that parseQuantity reads back exactly: `1 MiB`, `256 KiB`, `4097 bytes`. */
export function exactSize(bytes: bigint): string {
  for (const [shift, unit] of [
    [40n, 'TiB'],
    [30n, 'GiB'],
    [20n, 'MiB'],
    [10n, 'KiB'],
  ] as const) {
    const one = 1n << shift;
    if (bytes >= one && bytes % one === 0n) return `${bytes / one} ${unit}`;
  }
  return `${bytes} bytes`;
}

/** A size as a plan writes it: in the largest unit that says it whole, or in hex. parseQuantity reads it back. */
export function writtenSize(bytes: bigint): string {
  const exact = exactSize(bytes);
  return exact.endsWith('bytes') ? `0x${bytes.toString(16)}` : exact;
}
