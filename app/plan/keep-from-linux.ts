/** How a range of System RAM is kept from Linux, as words. */
import type { BoardFacts } from '../../remote-helper/contract/facts.ts';
import { hex } from '../../remote-helper/contract/quantity.ts';
import { ramBanks } from './iomem.ts';
import { endOf, overlaps, type Span } from './span.ts';

/** Below this mem= would leave too little for Linux itself to start. */
const leastRam = 64n << 20n;

/** The way out of an overlap with System RAM, in a sentence. */
export function keepFromLinux(range: Span, board: Pick<BoardFacts, 'iomem' | 'kernel' | 'reservedMemory'>): string {
  const half = board.reservedMemory.find(
    ({ address, size, noMap, reusable, status = 'okay' }) =>
      !(noMap || reusable || status === 'disabled') &&
      address !== undefined &&
      size !== undefined &&
      overlaps(range, { address, size }),
  );
  if (half !== undefined) {
    return `The reservation ${half.path} is there, and lacks no-map: Linux does not hand it out, and yet counts it as its RAM. Add no-map to it and boot.`;
  }
  return `Keep it from Linux first (${waysToKeep(range, board)}) and boot, or choose a range that Linux does not manage.`;
}

/**
 * mem= counts the bytes of RAM, on ARM and RISC-V from the start of the first bank (mm/memblock.c,
 * memblock_enforce_memory_limit), on x86 from address 0 (arch/x86/kernel/e820.c, parse_memopt); beyond the first bank of the
 * former it says nothing about one range alone. x86 has no device tree but memmap=
 * (Documentation/admin-guide/kernel-parameters.txt).
 */
function waysToKeep({ address, size }: Span, board: Pick<BoardFacts, 'iomem' | 'kernel'>): string {
  const x86 = board.kernel.machine === 'x86_64';
  const [first] = ramBanks(board);
  const reservation = x86
    ? `memmap=${hex(size)}$${hex(address)} on the kernel’s command line`
    : 'a no-map reservation in the device tree';
  const counted = address - (x86 ? 0n : (first?.address ?? 0n));
  const within = first !== undefined && (x86 || address < endOf(first));
  if (!within || counted < leastRam) return reservation;
  return `${reservation}, or mem=${counted >> 20n}M on the kernel’s command line, which takes all RAM above from Linux too`;
}
