/** How much of a board's device tree is sent at once. */
import { largestPayload } from '../../remote-helper/rpc/frame.ts';
import { problem } from '../../remote-helper/rpc/problem.ts';

/** Throws `device-tree.oversized` (data: bytes, most) where all that lies or will lie on a board is more than one call carries. */
export function refuseOversized(what: string, bytes: number): void {
  if (bytes <= largestPayload) return;
  const mebibytes = (count: number) => (Math.ceil((count / 2 ** 20) * 10) / 10).toFixed(1);
  throw problem(
    'device-tree.oversized',
    `${what} has ${mebibytes(bytes)} MiB; at most ${mebibytes(largestPayload)} MiB can be brought to a board.`,
    {
      // MAX_FDT_SIZE of arch/arm64/include/asm/boot.h
      hint: 'arm64 kernels take no larger tree either. Leave out what /incbin/ brings in: firmware belongs into files of its own.',
      data: { bytes, most: largestPayload },
    },
  );
}
