import { hex } from '../../../remote-helper/contract/quantity.ts';
import type { Finding } from '../finding.ts';
import { eachRegion, type Rule } from './rule.ts';

/** `sync.partial-line`: a sync range that begins or ends inside a cache line (uiomem-interface: The sync command). */
export const cacheLines: Rule = {
  about: 'whether sync ranges consist of whole cache lines',
  needs: 'the board’s cache line is not known',
  // An emulator has no caches to judge by.
  lacks: ({ board, profile }) =>
    board.emulated || (board.cacheLine ?? profile?.cacheLine) !== undefined
      ? undefined
      : 'neither the board nor a manual tells its cache line',
  check({ plan, facts }) {
    const told = facts?.board.cacheLine ?? facts?.profile?.cacheLine?.value;
    if (told === undefined) return [];
    const line = BigInt(told);
    return eachRegion(plan).flatMap(({ region, at }): Finding[] => {
      const { sync, cache } = region;
      if (cache !== 'noncoherent' || (sync?.offset === undefined && sync?.size === undefined)) return [];
      const offset = sync.offset ?? 0n;
      const size = sync.size ?? region.size;
      const end = offset + size;
      // What does not lie in the region is sync.outside-region.
      if (size === 0n || end > region.size || (offset % line === 0n && end % line === 0n)) return [];
      const from = offset - (offset % line);
      const to = end % line === 0n ? end : end - (end % line) + line;
      return [
        {
          id: 'sync.partial-line',
          severity: 'warning',
          path: [
            ...at,
            'sync',
            sync.offset !== undefined && offset % line !== 0n ? 'offset' : sync.size === undefined ? 'offset' : 'size',
          ],
          message: `The sync range of ${region.device}, ${hex(size)} bytes from ${hex(offset)}, does not consist of whole cache lines of ${told} bytes.`,
          why: 'A line at its edge holds bytes of a neighbour: it is cleaned before it is invalidated, so what a device wrote into that line meanwhile can be overwritten.',
          fix: {
            title: `Sync ${hex(to - from)} bytes from ${hex(from)}`,
            edits: [
              { op: 'set', path: [...at, 'sync', 'offset'], value: hex(from) },
              { op: 'set', path: [...at, 'sync', 'size'], value: hex(to - from) },
            ],
          },
        },
      ];
    });
  },
};
