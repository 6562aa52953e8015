/** What the facts of a board and the manual of its kind say of physical addresses, each with where it was read. */
import type { BoardFacts, IomemLine } from '../../../remote-helper/contract/facts.ts';
import { claimantText, claimsOf, ramBanks } from '../iomem.ts';
import type { BoardProfile } from '../profile.ts';
import { overlaps, type Span } from '../span.ts';
import { nodeRegions } from '../tree-nodes.ts';

/** The first that holds an address is what it is shown as. */
export const mapKinds = [
  'planned',
  'region',
  'claimed',
  'device',
  'node',
  'no-map',
  'in-use',
  'system-ram',
  'reserved',
  'on-chip',
  'memory',
  'window',
  'logic',
  'room',
  'hole',
] as const;
/**
 * `planned`: of the plan, where one looks for a place in it; `region`: of the loaded driver; `claimed`: by a driver; `device`: registered, and no driver has it; `node`: of the device tree, for
 * a region that is not there yet; `in-use`: what the kernel says of its own RAM; `memory`: there by the device tree, and not Linux's;
 * `window`: what a bus hands out; `logic`: where a manual has programmable logic or a device; `room`: where one has memory, without
 * a word that this board does; `hole`: nothing is known of it.
 */
export type MapKind = (typeof mapKinds)[number];

export interface Layer extends Span {
  readonly kind: MapKind;
  readonly name: string;
  /** Where it was read, such as /proc/iomem or a manual's section. */
  readonly from: string;
  /** What else one should know, as a sentence. */
  readonly note?: string | undefined;
}

export type MapFacts = Pick<BoardFacts, 'iomem' | 'memory' | 'reservedMemory' | 'uiomemNodes' | 'devices'>;

const spanOf = ({ start, end }: IomemLine): Span => ({ address: start, size: end - start + 1n });

/** In no order; ranges of no size are left out. `close`: also what there is inside of System RAM. */
export function layersOf(board: MapFacts, profile: BoardProfile | undefined, close = false): Layer[] {
  return [
    ...regions(board),
    ...ofIomem(board),
    ...nodes(board),
    ...reservations(board),
    ...(close ? insideRam(board) : []),
    ...(board.memory ?? []).map(
      ({ path, address, size }): Layer => ({
        kind: 'memory',
        name: 'Memory',
        from: `the device tree, ${path}`,
        address,
        size,
      }),
    ),
    ...ofProfile(profile),
  ].filter(({ size }) => size > 0n);
}

function regions({ devices }: MapFacts): Layer[] {
  return devices.map(({ name, address, size, shareable, origin }) => ({
    kind: 'region',
    name,
    from: origin.kind === 'device-tree' ? `uiomem, from ${origin.path}` : 'uiomem, from the insmod line',
    ...(shareable === true && { note: 'Shareable: other regions and drivers may have the same range.' }),
    address,
    size,
  }));
}

function nodes(board: MapFacts): Layer[] {
  const loaded = new Set(board.devices.map(({ name }) => name));
  return nodeRegions(board).flatMap(({ path, device, address, size }): Layer[] => {
    if (address === undefined || size === undefined || loaded.has(device)) return [];
    const note = 'A uiomem node: it becomes a region when the driver is loaded.';
    return [{ kind: 'node', name: device, from: `the device tree, ${path}`, note, address, size }];
  });
}

/** Bridges, by the names that the kernel gives their windows (drivers/pci/probe.c; a node's bare name elsewhere). */
const bridge = /^PCI Bus |^pcie?@/;

function ofIomem(board: MapFacts): Layer[] {
  const lines = board.iomem ?? [];
  const from = '/proc/iomem';
  const ram = ramBanks(board);
  const claims = claimsOf(board);
  const ours = new Set(board.devices.map(({ name }) => name));
  const registered = lines.flatMap((line, index): Layer[] => {
    const span = spanOf(line);
    const { name, depth } = line;
    if (name === 'System RAM' || ours.has(name) || ram.some((bank) => overlaps(bank, span))) return [];
    if (/^reserved$/i.test(name)) return [{ kind: 'reserved', name: 'Reserved', from, ...span }];
    const holdsMore = (lines[index + 1]?.depth ?? 0) > depth;
    return [{ kind: bridge.test(name) || holdsMore ? 'window' : 'device', name, from, ...span }];
  });
  return [
    ...ram.map((bank): Layer => ({ kind: 'system-ram', name: 'System RAM', from, ...bank })),
    ...claims.map(
      (claim): Layer => ({
        kind: 'claimed',
        name: claim.name,
        from,
        note: claim.by && claimantText(claim),
        address: claim.address,
        size: claim.size,
      }),
    ),
    ...registered,
  ];
}

/** Those with a place of their own; without no-map they are the kernel's RAM, and said of it. */
function reservations({ reservedMemory }: MapFacts): Layer[] {
  return reservedMemory.flatMap(({ path, name, address, size, noMap, status = 'okay' }): Layer[] => {
    if (address === undefined || size === undefined || !noMap || !/^ok(ay)?$/.test(status)) return [];
    return [{ kind: 'no-map', name, from: `the device tree, ${path}`, address, size }];
  });
}

/** Lines below System RAM, and reservations that are part of it. */
function insideRam({ iomem = [], reservedMemory }: MapFacts): Layer[] {
  const ram = ramBanks({ iomem });
  const inRam = (span: Span) => ram.some((bank) => overlaps(bank, span));
  const lines = iomem.flatMap((line): Layer[] =>
    line.depth === 0 || !inRam(spanOf(line))
      ? []
      : [{ kind: 'in-use', name: line.name, from: '/proc/iomem', ...spanOf(line) }],
  );
  const kept = reservedMemory.flatMap(({ path, name, address, size, noMap, reusable }): Layer[] => {
    if (noMap || address === undefined || size === undefined) return [];
    const note = reusable
      ? 'Linux lends it to programs until its driver wants it.'
      : 'Without no-map: Linux does not hand it out, and yet counts it as its RAM.';
    return [{ kind: 'in-use', name, from: `the device tree, ${path}`, note, address, size }];
  });
  return [...lines, ...kept];
}

function ofProfile(profile: BoardProfile | undefined): Layer[] {
  return (profile?.memories ?? []).map(({ name, address, size, kind, note, source }) => ({
    // Room for memory, which this board has or has not.
    kind: kind === 'ram' ? 'room' : kind,
    name,
    from: source,
    note,
    address,
    size,
  }));
}
