/** What is asked of a mapping, judged before anything is touched. */
import { hex } from '../contract/hex.ts';
import type { Width } from '../contract/memory.ts';
import { problem } from '../rpc/problem.ts';

/** Bytes that one access may move. */
export const largestAccess = 2 ** 20;

/** A mapping as far as the judgement goes. */
export interface Placed {
  readonly place: { readonly device: string; readonly size: bigint };
  /** Physical address of the place's first byte. */
  readonly address: bigint;
}

/** The range of a device that is to be mapped. Throws `memory.outside`. */
export function placeIn(request: {
  readonly device: string;
  readonly deviceSize: bigint;
  readonly offset?: bigint | undefined;
  readonly size?: bigint | undefined;
}): { offset: bigint; size: bigint } {
  const offset = request.offset ?? 0n;
  const size = request.size ?? request.deviceSize - offset;
  if (size > 0n && offset + size <= request.deviceSize) return { offset, size };
  throw problem(
    'memory.outside',
    `The range at offset ${hex(offset)} of ${hex(size < 0n ? 0n : size)} bytes is not in ${request.device}, which has ${hex(request.deviceSize)} bytes.`,
    { data: { device: request.device, offset: hex(offset), deviceSize: hex(request.deviceSize) } },
  );
}

export function checkInside(entry: Placed, offset: bigint, size: bigint): void {
  if (offset + size <= entry.place.size) return;
  throw problem(
    'memory.outside',
    `The range at offset ${hex(offset)} of ${hex(size)} bytes leaves the mapping of ${entry.place.device}, which has ${hex(entry.place.size)} bytes.`,
    {
      data: { device: entry.place.device, offset: hex(offset), size: hex(size), mappingSize: hex(entry.place.size) },
    },
  );
}

/** The size as a number, after everything about the access was found right. */
export function checkedSize(entry: Placed, offset: bigint, size: bigint, width: Width): number {
  checkInside(entry, offset, size);
  const step = BigInt(width / 8);
  if (size > BigInt(largestAccess)) {
    throw problem(
      'memory.too-large',
      `One access moves at most ${hex(BigInt(largestAccess))} bytes; ${hex(size)} were asked for.`,
      {
        hint: 'Use dump or load.',
      },
    );
  }
  // What counts is the address: a mapping may start anywhere.
  if ((entry.address + offset) % step !== 0n || size % step !== 0n) {
    throw problem(
      'memory.unaligned',
      `Accesses of ${width} bits need an address and a size that are multiples of ${step}: the address is ${hex(entry.address + offset)}, the size ${hex(size)}.`,
      {
        hint: 'Use a smaller width or another offset.',
        data: { address: hex(entry.address + offset), size: hex(size), width },
      },
    );
  }
  if (width === 64 && process.arch === 'arm') {
    throw problem('memory.width', 'A 32-bit board has no single access of 64 bits.', { hint: 'Use two of 32 bits.' });
  }
  return Number(size);
}
