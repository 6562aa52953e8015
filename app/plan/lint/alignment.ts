import { hex } from '../../../remote-helper/contract/quantity.ts';
import type { Finding } from '../finding.ts';
import { eachRegion, type Rule } from './rule.ts';

/** The smallest page of the supported kernels: what every board asks at least. */
const smallestPage = 0x1000n;

/** `region.unaligned`: the driver takes whole pages only (uiomem-interface: Module parameters). */
export const alignment: Rule = {
  about: 'alignment to the page size of the board',
  needs: 'judged by pages of 4 KiB, for the board’s page size is not known',
  check({ plan, facts }) {
    const page = facts === undefined ? smallestPage : BigInt(facts.board.pageSize);
    const findings: Finding[] = [];
    for (const { region, at } of eachRegion(plan)) {
      for (const key of ['address', 'size'] as const) {
        const value = region[key];
        const rest = value % page;
        if (rest === 0n) continue;
        const [below, above] = [value - rest, value - rest + page];
        findings.push({
          id: 'region.unaligned',
          severity: 'error',
          path: [...at, key],
          message: `The ${key} of ${region.device}, ${hex(value)}, is not a multiple of the page size ${hex(page)}.`,
          why: 'The kernel maps whole pages; the driver refuses the region.',
          hint: `Next to it are ${hex(below)} and ${hex(above)}.`,
          // An address can be meant either way; a size has to hold what it held.
          ...(key === 'size' && {
            fix: {
              title: `Round the size up to ${hex(above)}`,
              edits: [{ op: 'set', path: [...at, key], value: hex(above) }],
            },
          }),
        });
      }
    }
    return findings;
  },
};
