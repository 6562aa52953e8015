import { hex } from '../../../remote-helper/contract/quantity.ts';
import type { Facts } from '../facts.ts';
import type { Finding } from '../finding.ts';
import type { Plan } from '../schema.ts';
import { addressWidth } from './address-width.ts';
import { claimed } from './claimed.ts';
import { overlap } from './overlap.ts';
import { range } from './range.ts';
import { eachRegion, type Rule } from './rule.ts';
import { systemRam } from './system-ram.ts';

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
        // An address can be meant either way; a size has to hold what it held, and no more than nobody else has.
        const fits = key === 'size' && hasRoom(plan, at[1], above, facts);
        findings.push({
          id: 'region.unaligned',
          severity: 'error',
          path: [...at, key],
          message: `The ${key} of ${region.device}, ${hex(value)}, is not a multiple of the page size ${hex(page)}.`,
          why: 'The kernel maps whole pages; the driver refuses the region.',
          hint: `Next to it are ${hex(below)} and ${hex(above)}.`,
          ...(fits && {
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

/** Rules by which a region can be too large where it lies. */
const byExtent = [overlap, systemRam, claimed, range, addressWidth];

/** Whether a region of a plan can have that size without being refused for it. */
export function hasRoom(plan: Plan, index: number, size: bigint, facts: Facts | undefined): boolean {
  const grown = { ...plan, regions: plan.regions.map((each, at) => (at === index ? { ...each, size } : each)) };
  const errors = (judged: Plan) =>
    byExtent.flatMap((rule) => rule.check({ plan: judged, facts })).filter(({ severity }) => severity === 'error')
      .length;
  return errors(grown) <= errors(plan);
}
