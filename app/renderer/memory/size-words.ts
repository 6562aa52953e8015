/** A size as it is said: `4 KiB`, `1 byte`. */
import { exactSize } from '../../plan/quantity.ts';

export function sizeWords(bytes: bigint): string {
  return bytes === 1n ? '1 byte' : exactSize(bytes);
}
