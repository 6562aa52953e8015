/** A number that somebody wrote, in the notations in which it was not written. */
import { hex } from '../../remote-helper/contract/quantity.ts';
import { exactSize, parseQuantity } from './quantity.ts';

/** Pure. `0x40000 · 262,144 bytes` of `256 KiB`; `256 KiB · 262,144 bytes` of `0x40000`. Undefined for what is no number, and where nothing is to be added. */
export function readBack(written: string, unit: 'address' | 'size'): string | undefined {
  const value = parseQuantity(written);
  if (value === undefined) return undefined;
  const isHex = /^0x/i.test(written.trim());
  const isPlain = /^[0-9_]+\s*b?$/i.test(written.trim());
  const exact = exactSize(value);
  // In bytes or KiB an address says nothing to anybody.
  const isRound = unit === 'size' ? !exact.endsWith('bytes') : value > 0n && value % (1n << 20n) === 0n;
  const told = [
    ...(isHex ? [] : [hex(value)]),
    ...((isHex || isPlain) && isRound ? [exact] : []),
    ...(unit === 'address' || isPlain ? [] : [`${value.toLocaleString('en')} bytes`]),
  ];
  return told.length === 0 ? undefined : told.join(' · ');
}
