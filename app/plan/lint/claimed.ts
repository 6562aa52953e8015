import type { Finding } from '../finding.ts';
import { claimantText, claimOn, unbindText } from '../iomem.ts';
import { spanText } from '../span.ts';
import { byIomem, eachRegion, type Rule } from './rule.ts';

/** `region.overlaps-claimed`: another driver has the range (uiomem-interface: EBUSY). */
export const claimed: Rule = {
  about: 'overlap with ranges that drivers have claimed',
  ...byIomem,
  check({ plan, facts }) {
    if (facts === undefined) return [];
    return eachRegion(plan).flatMap(({ region, at }): Finding[] => {
      const hit = claimOn(facts.board, region);
      if (hit === undefined) return [];
      return [
        {
          id: 'region.overlaps-claimed',
          severity: region.shareable ? 'warning' : 'error',
          path: [...at, 'address'],
          message: `${region.device}, ${spanText(region)}, overlaps what ${claimantText(hit)} has claimed, ${spanText(hit)}.`,
          why: region.shareable
            ? 'The driver allows a shareable region there with a warning; both then act on the same hardware unaware of each other.'
            : 'The kernel gives a range to one driver; the region is refused with EBUSY.',
          hint: unbindText(hit),
        },
      ];
    });
  },
};
