/** The word written to `sync_for_cpu` and `sync_for_device` (uiomem interface, "The sync command"). */
import type { Direction } from '../contract/device.ts';
import { directionNumber } from '../devices/class-files.ts';

/** Use the device's own `sync_offset`, `sync_size` and `sync_direction`. */
export const byAttributes = 1n;

/** Bits 31..4 hold the size. */
const largestSize = 0xfffffff0n;
const largestOffset = 0xffffffffn;
/** Bits 1..0 are ignored in a packed word; one set keeps offset 0, size 0, direction 0 from being the word 0. */
const notNothing = 2n;

/**
 * A range as one packed word; undefined when it does not fit: an offset over 32 bits, or a size over 0xfffffff0 or not
 * a multiple of 16. Rounding is no way out: an invalidated byte too many is lost data. Splitting is none either, since
 * a signal between two commands would leave the owner saying that all was done.
 */
export function packedCommand(range: { offset: bigint; size: bigint }, direction: Direction): bigint | undefined {
  const { offset, size } = range;
  if (offset < 0n || offset > largestOffset) return undefined;
  if (size < 0n || size > largestSize || size % 16n !== 0n) return undefined;
  const word = (offset << 32n) | size | (BigInt(directionNumber(direction)) << 2n);
  return word >> 1n === 0n ? word | notNothing : word;
}
