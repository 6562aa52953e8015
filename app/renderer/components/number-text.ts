/** 64-bit numbers in a field: as they are shown, and as people write them. */
import { hex } from '../../../remote-helper/contract/hex.ts';
import { exactSize, parseQuantity } from '../../plan/quantity.ts';

/** Also takes what `numberText` gives; undefined for what is no number. */
export function readNumber(text: string): bigint | undefined {
  return parseQuantity(text.replace(/\s*bytes?$/, ''));
}

/** How a number is shown before somebody types. */
export function numberText(value: bigint, unit: 'address' | 'size'): string {
  return unit === 'address' ? hex(value) : exactSize(value);
}

/** Why a text is not taken; undefined when it is. */
export function numberError(text: string, min: bigint, max: bigint): string | undefined {
  const value = readNumber(text);
  if (value === undefined) return 'Write a number like 0x1000, 4096 or 256 KiB.';
  if (value < min) return `At least ${hex(min)}.`;
  if (value > max) return `At most ${hex(max)}.`;
  return undefined;
}
