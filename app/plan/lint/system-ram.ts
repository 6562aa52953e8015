import type { Finding } from '../finding.ts';
import { byIomem, eachRegion, endOf, overlaps, type Rule, type Span, spanText } from './rule.ts';

/** `region.overlaps-ram`: memory that Linux hands out to programs (/proc/iomem: System RAM). */
export const systemRam: Rule = {
  about: 'overlap with System RAM',
  ...byIomem,
  check({ plan, facts }) {
    const ram = (facts?.board.iomem ?? [])
      .filter(({ name, depth }) => name === 'System RAM' && depth === 0)
      .map(({ start, end }): Span => ({ address: start, size: end - start + 1n }));
    return eachRegion(plan).flatMap(({ region, at }): Finding[] => {
      const hit = ram.find((each) => overlaps(each, region));
      if (hit === undefined) return [];
      return [
        {
          id: 'region.overlaps-ram',
          severity: 'error',
          path: [...at, 'address'],
          message: `${region.device}, ${spanText(region)}, lies in System RAM ${spanText(hit)}.`,
          why: 'Linux gives that memory to programs and to itself; the driver refuses it, for writing there would destroy what runs.',
          hint: `Keep it from Linux first (${waysOut(region.address, ram)}) and boot, or choose a range that Linux does not manage.`,
        },
      ];
    });
  },
};

/** mem= counts bytes from the start of the first bank; beyond that bank it says nothing about one range alone. */
function waysOut(address: bigint, [first]: readonly Span[]): string {
  const reservation = 'a no-map reservation in the device tree';
  if (first === undefined || address <= first.address || address >= endOf(first)) return reservation;
  return `${reservation}, or mem=${(address - first.address) >> 20n}M on the kernel’s command line`;
}
