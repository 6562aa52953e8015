import type { Finding } from '../finding.ts';
import { ramBanks, ramWithin } from '../iomem.ts';
import { keepFromLinux } from '../keep-from-linux.ts';
import { endOf, spanText } from '../span.ts';
import { byIomem, eachRegion, type Rule } from './rule.ts';

/** `region.overlaps-ram`: memory that Linux hands out to programs (/proc/iomem: System RAM). */
export const systemRam: Rule = {
  about: 'overlap with System RAM',
  ...byIomem,
  check({ plan, facts }) {
    if (facts === undefined) return [];
    return eachRegion(plan).flatMap(({ region, at }): Finding[] => {
      const parts = ramWithin(facts.board, region);
      if (parts.length === 0) return [];
      const bank = ramBanks(facts.board).find((each) => each.address <= region.address && endOf(each) >= endOf(region));
      const where =
        bank === undefined
          ? `is in part System RAM: ${parts.map(spanText).join(' and ')}`
          : `lies in System RAM ${spanText(bank)}`;
      return [
        {
          id: 'region.overlaps-ram',
          severity: 'error',
          path: [...at, 'address'],
          message: `${region.device}, ${spanText(region)}, ${where}.`,
          why: 'Linux gives that memory to programs and to itself; the driver refuses it, for writing there would destroy what runs.',
          hint: keepFromLinux(region, facts.board),
        },
      ];
    });
  },
};
