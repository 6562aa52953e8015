/** A region three times: as the plan wants it, as it is loaded now, and as the next boot makes it; each value as a text. */
import type { UiomemDevice } from '../../remote-helper/contract/device.ts';
import type { BoardFacts } from '../../remote-helper/contract/facts.ts';
import { hex } from '../../remote-helper/contract/quantity.ts';
import { syncAtStart } from './compare.ts';
import { cachePolicyOf, policyOfOption } from './parameters.ts';
import { nextBoot } from './persist/next-boot.ts';
import { parseQuantity, writtenSize } from './quantity.ts';
import { type Region, slotOf } from './schema.ts';
import { wantedSync } from './sync-writes.ts';
import { nodeRegions } from './tree-nodes.ts';

/** By the keys of a region in the plan; those of `sync` with it before a dot. What is not told is absent. */
export type Column = Readonly<Record<string, string>>;

function text(value: unknown): string {
  return typeof value === 'bigint' ? hex(value) : String(value);
}

function syncTexts(sync: Readonly<Record<string, unknown>>): Column {
  return Object.fromEntries(
    Object.entries(sync)
      .filter(([name, value]) => name !== 'owner' && value !== undefined)
      .map(([name, value]) => [`sync.${name}`, name === 'size' ? writtenSize(value as bigint) : text(value)]),
  );
}

/** Pure. What the plan asks for; sync attributes that it does not name are those that the driver starts with. */
export function plannedColumn(region: Region): Column {
  return {
    load: region.load,
    address: hex(region.address),
    size: writtenSize(region.size),
    cache: region.cache,
    shareable: text(region.shareable),
    ...(region.minor !== undefined && { minor: text(region.minor) }),
    ...syncTexts({ ...syncAtStart(region.size), ...wantedSync(region.sync) }),
  };
}

/** Pure. The device as the board has it now. */
export function loadedColumn(device: UiomemDevice): Column {
  const { address, size, shareable, origin, minor, sync } = device;
  return {
    ...(origin.kind !== 'unknown' && { load: origin.kind }),
    address: hex(address),
    size: writtenSize(size),
    cache: cachePolicyOf(device),
    ...(shareable !== undefined && { shareable: text(shareable) }),
    ...(minor !== undefined && { minor: text(minor) }),
    ...syncTexts(sync),
  };
}

/** Pure. What the next boot makes of a device of that name: undefined where the facts do not tell, `why` where it makes none. */
export function nextBootColumn(device: string, board: BoardFacts): Column | { readonly why: string } | undefined {
  const next = nextBoot(board);
  if (next === undefined) return undefined;
  if (!next.loads) return { why: `The module is not loaded: ${next.because}.` };
  const slot = slotOf(device);
  const values = new Map(next.parameters.map(({ name, value }) => [name, parseQuantity(value)]));
  const of = (part: string) => values.get(`uiomem${slot}_${part}`);
  const size = of('size') ?? 0n;
  if (slot !== undefined && size > 0n) {
    const { cache, shareable } = policyOfOption(of('option'));
    const address = hex(of('addr') ?? 0n);
    return { load: 'insmod', address, size: writtenSize(size), cache, shareable: text(shareable) };
  }
  const node = nodeRegions(board).find((each) => each.device === device);
  if (node === undefined) return { why: `No parameter and no node makes ${device}.` };
  return {
    load: 'device-tree',
    ...(node.address !== undefined && { address: hex(node.address) }),
    ...(node.size !== undefined && { size: writtenSize(node.size) }),
    cache: node.cache,
    shareable: text(node.shareable),
    ...(node.minor !== undefined && { minor: text(node.minor) }),
  };
}
