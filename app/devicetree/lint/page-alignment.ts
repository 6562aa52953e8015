import { hex } from '../../../remote-helper/contract/quantity.ts';
import type { TreeFinding } from '../finding.ts';
import { foundAt, nodeName, type TreeRule } from './rule.ts';

/** The smallest page of every architecture that the driver is built for. */
const smallestPage = 4096;

/** `device-tree.unaligned`, `device-tree.empty-range`, `device-tree.range-wraps` (uiomem-interface: Probe and load errors). */
export const pageAlignment: TreeRule = {
  about: 'whole pages',
  lacks: ({ board }) =>
    board === undefined ? `the board’s page size is not known; it was judged by ${smallestPage} bytes` : undefined,
  check(input) {
    const page = BigInt(input.board?.pageSize ?? smallestPage);
    return input.uiomem.flatMap(({ node, range, reservation }): TreeFinding[] => {
      if (range === undefined) return [];
      const given = reservation === undefined || reservation === 'unknown' ? node : reservation;
      const wrong = (id: string, message: string, why: string, hint: string): TreeFinding[] => [
        foundAt(input, given, { id, severity: 'error', property: 'reg', message, why, hint }),
      ];
      const what = nodeName(given);
      if (range.size === 0n) {
        return wrong(
          'device-tree.empty-range',
          `reg of ${what} has the size 0.`,
          'There is nothing to be given to programs: the driver refuses it with EINVAL.',
          'An entry is an address and then a size, in the cells of the parent.',
        );
      }
      if (range.address + range.size > 1n << 64n) {
        return wrong(
          'device-tree.range-wraps',
          `reg of ${what}, ${hex(range.size)} bytes from ${hex(range.address)}, passes the end of 64 bits.`,
          'No memory has such addresses: the driver refuses it with EINVAL.',
          'An entry is an address and then a size, in the cells of the parent.',
        );
      }
      const crooked = (['address', 'size'] as const).filter((each) => range[each] % page !== 0n);
      if (crooked.length === 0) return [];
      const low = range.address - (range.address % page);
      const end = ((range.address + range.size + page - 1n) / page) * page;
      return wrong(
        'device-tree.unaligned',
        `The ${crooked.join(' and the ')} of ${what}, ${hex(range.size)} bytes from ${hex(range.address)}, ${crooked.length > 1 ? 'are' : 'is'} no multiple of ${hex(page)}.`,
        'Memory is mapped in whole pages: the driver refuses it with EINVAL.',
        `The whole pages that hold it are ${hex(end - low)} bytes from ${hex(low)}.`,
      );
    });
  },
};
