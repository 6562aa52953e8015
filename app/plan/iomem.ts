/** /proc/iomem read for plans: what of a range is System RAM, and who has claimed it. */
import type { BoardFacts, IomemLine } from '../../remote-helper/contract/facts.ts';
import { common, overlaps, type Span } from './span.ts';

const spanOf = ({ start, end }: IomemLine): Span => ({ address: start, size: end - start + 1n });

/** Banks of System RAM, in order; empty when the addresses are not known. */
export function ramBanks(board: Pick<BoardFacts, 'iomem'>): Span[] {
  return (board.iomem ?? []).filter(({ name, depth }) => name === 'System RAM' && depth === 0).map(spanOf);
}

/** The parts of a range that are System RAM. */
export function ramWithin(board: Pick<BoardFacts, 'iomem'>, range: Span): Span[] {
  return ramBanks(board).flatMap((bank) => common(bank, range) ?? []);
}

export interface Claim extends Span {
  /** As /proc/iomem names it. */
  readonly name: string;
  /** Folder in sysfs of the device and its driver, where the facts tell. */
  readonly by?: { readonly device: string; readonly driver: string } | undefined;
}

/**
 * Names of /proc/iomem behind which no driver has claimed the range: no-map reservations, bus windows, BARs that no
 * driver uses, and devices that are only registered (a node's bare name, as drivers/amba/bus.c gives it).
 */
const unclaimed = [/^reserved$/i, /^PCI Bus /, /^[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/, /^[\w,-]+@[0-9a-f]+$/];

/** Claims of others: the leaves of /proc/iomem outside System RAM, without those of uiomem's own devices. */
export function claimsOf(board: Pick<BoardFacts, 'iomem' | 'devices'>): Claim[] {
  const lines = board.iomem ?? [];
  const ours = new Set(board.devices.map(({ name }) => name));
  const ram = ramBanks(board);
  return lines
    .filter(
      ({ name, depth }, index) =>
        (lines[index + 1]?.depth ?? 0) <= depth &&
        name !== 'System RAM' &&
        !ours.has(name) &&
        !unclaimed.some((each) => each.test(name)),
    )
    .map((line) => ({ name: line.name, by: line.by, ...spanOf(line) }))
    .filter((claim) => !ram.some((bank) => overlaps(bank, claim)));
}

/** The first claim of another that a range meets. */
export function claimOn(board: Pick<BoardFacts, 'iomem' | 'devices'>, range: Span): Claim | undefined {
  return claimsOf(board).find((claim) => overlaps(claim, range));
}

/** `rtc-pl031 (device 9010000.pl031 of the driver rtc-pl031)`, as far as it is known. */
export function claimantText({ name, by }: Claim): string {
  if (by === undefined) return name;
  const last = (path: string) => path.slice(path.lastIndexOf('/') + 1);
  return `${name} (device ${last(by.device)} of the driver ${last(by.driver)})`;
}

/** How the claimant is made to let go, in a sentence. */
export function unbindText({ by }: Claim): string {
  if (by === undefined) return 'Unbind that driver first (/sys/bus/…/drivers/…/unbind), or choose another range.';
  const device = by.device.slice(by.device.lastIndexOf('/') + 1);
  return `Unbind that driver first (echo ${device} > ${by.driver}/unbind), or choose another range.`;
}
