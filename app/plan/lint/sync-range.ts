import { hex } from '../../../remote-helper/contract/quantity.ts';
import type { Finding } from '../finding.ts';
import { eachRegion, type Rule } from './rule.ts';

/** `sync.outside-region`: the driver takes any sync range and fails at the first sync with EINVAL. */
export const syncRange: Rule = {
  about: 'sync range',
  check({ plan }) {
    return eachRegion(plan).flatMap(({ region, at }): Finding[] => {
      if (region.sync?.offset === undefined && region.sync?.size === undefined) return [];
      const offset = region.sync.offset ?? 0n;
      // Without a size of its own the device keeps the whole range, whatever the offset.
      const size = region.sync.size ?? region.size;
      if (offset + size <= region.size) return [];
      const key = region.sync.size === undefined || offset >= region.size ? 'offset' : 'size';
      const room = region.size - offset;
      return [
        {
          id: 'sync.outside-region',
          severity: 'error',
          path: [...at, 'sync', key],
          message: `The sync range of ${region.device}, ${hex(size)} bytes from ${hex(offset)}, does not lie in its ${hex(region.size)} bytes.`,
          why: 'Each sync that uses it fails with EINVAL and touches nothing.',
          ...(room > 0n
            ? {
                fix: {
                  title: `Sync the ${hex(room)} bytes from the offset to the end`,
                  edits: [{ op: 'set', path: [...at, 'sync', 'size'], value: hex(room) }],
                },
              }
            : { hint: 'The offset counts from the start of the region, not from address 0.' }),
        },
      ];
    });
  },
};
