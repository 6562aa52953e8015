/** Addresses, sizes and offsets: bigint for arithmetic, canonical hex strings on the wire and in files. */
import * as z from 'zod';
import { hex } from './hex.ts';

export { hex };

const largest = 2n ** 64n - 1n;

/** `0x` and lower-case hex without leading zeros: the one spelling of a 64-bit number in JSON. */
export const hexText = z.string().regex(/^0x(0|[1-9a-f][0-9a-f]{0,15})$/);

/** A 64-bit unsigned number of bytes: `"0x400000000"` on the wire, `0x400000000n` in code. */
export const u64 = z.codec(hexText, z.bigint().min(0n).max(largest), {
  decode: (text) => BigInt(text),
  encode: hex,
});

/** A range of physical or device memory in bytes; `size` 0 is empty. */
export const range = z.object({ offset: u64, size: u64 });
export type Range = z.output<typeof range>;
