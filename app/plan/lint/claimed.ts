import type { BoardFacts, IomemLine } from '../../../remote-helper/contract/facts.ts';
import type { Finding } from '../finding.ts';
import { byIomem, eachRegion, overlaps, type Rule, type Span, spanText } from './rule.ts';

/**
 * Names of /proc/iomem behind which no driver has claimed the range: no-map reservations, bridge windows, BARs that no
 * driver uses, and devices that are only registered (a node's bare name, as drivers/amba/bus.c gives it).
 */
const unclaimed = [/^reserved$/i, /^PCI /, /^[0-9a-f]{4}:[0-9a-f]{2}:/, /^[\w,-]+@[0-9a-f]+$/, /^System RAM$/];

/** `region.overlaps-claimed`: another driver has the range (uiomem-interface: EBUSY). */
export const claimed: Rule = {
  about: 'overlap with ranges that drivers have claimed',
  ...byIomem,
  check({ plan, facts }) {
    const claims = facts === undefined ? [] : claimsOf(facts.board);
    return eachRegion(plan).flatMap(({ region, at }): Finding[] => {
      const hit = claims.find(({ span }) => overlaps(span, region));
      if (hit === undefined) return [];
      return [
        {
          id: 'region.overlaps-claimed',
          severity: region.shareable ? 'warning' : 'error',
          path: [...at, 'address'],
          message: `${region.device}, ${spanText(region)}, overlaps what ${hit.name} has claimed, ${spanText(hit.span)}.`,
          why: region.shareable
            ? 'The driver allows a shareable region there with a warning; both then act on the same hardware unaware of each other.'
            : 'The kernel gives a range to one driver; the region is refused with EBUSY.',
          hint: 'Unbind that driver first (/sys/bus/…/drivers/…/unbind), or choose another range.',
        },
      ];
    });
  },
};

/** Claims of others: the leaves of /proc/iomem, without those of uiomem's own devices. */
function claimsOf(board: BoardFacts): { readonly name: string; readonly span: Span }[] {
  const lines = board.iomem ?? [];
  const ours = new Set(board.devices.map(({ name }) => name));
  return lines
    .filter(
      (line, index) => isLeaf(lines, index) && !ours.has(line.name) && !unclaimed.some((each) => each.test(line.name)),
    )
    .filter((line) => !inRam(lines, line))
    .map(({ name, start, end }) => ({ name, span: { address: start, size: end - start + 1n } }));
}

function isLeaf(lines: readonly IomemLine[], index: number): boolean {
  return (lines[index + 1]?.depth ?? 0) <= (lines[index]?.depth ?? 0);
}

/** Kernel code and the like are parts of System RAM, which has its own rule. */
function inRam(lines: readonly IomemLine[], line: IomemLine): boolean {
  return lines.some(
    ({ name, depth, start, end }) => name === 'System RAM' && depth === 0 && start <= line.start && line.end <= end,
  );
}
