/** How a range of System RAM is kept from Linux, as words. */
import type { BoardFacts } from '../../remote-helper/contract/facts.ts';
import { ramBanks } from './iomem.ts';
import { endOf } from './span.ts';

/**
 * mem= counts bytes from the start of the first bank; beyond that bank it says nothing about one range alone. x86 has no
 * device tree but memmap= (Documentation/admin-guide/kernel-parameters.txt).
 */
export function keepFromLinux(address: bigint, board: Pick<BoardFacts, 'iomem' | 'kernel'>): string {
  const reservation =
    board.kernel.machine === 'x86_64'
      ? 'memmap=SIZE$ADDRESS on the kernel’s command line'
      : 'a no-map reservation in the device tree';
  const [first] = ramBanks(board);
  if (first === undefined || address <= first.address || address >= endOf(first)) return reservation;
  return `${reservation}, or mem=${(address - first.address) >> 20n}M on the kernel’s command line`;
}
