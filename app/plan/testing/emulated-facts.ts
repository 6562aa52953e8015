/** Facts of the emulated board before anything is loaded, and variations. */
import type { UiomemDevice } from '../../../remote-helper/contract/device.ts';
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import { compareWithBoard, syncAtStart } from '../compare.ts';
import { cacheFlags, moduleParameters } from '../parameters.ts';
import { type Plan, slotOf } from '../schema.ts';
import { wantedSync } from '../sync-writes.ts';
import { nodeRegions } from '../tree-nodes.ts';
import { corpusFacts } from './corpus.ts';

/** With a width that no file of Debian's kernel tells. */
export const emulatedBoard: BoardFacts = { ...corpusFacts('emulated-arm64-6.1'), addressBits: 48 };

const srcversion = 'A5F9B1C2D3E4F5061728394';

/** The same board after a module of this source was loaded with the plan's parameters, and its sync attributes set. */
export function afterLoading(plan: Plan, board: BoardFacts = emulatedBoard): BoardFacts {
  const insmod = plan.regions.filter(({ load }) => load === 'insmod');
  const nodes = nodeRegions(board).map((node): Plan['regions'][number] => ({
    device: node.device,
    load: 'device-tree',
    address: node.address ?? 0n,
    size: node.size ?? 0n,
    content: 'memory',
    cache: node.cache,
    shareable: node.shareable,
    sync: plan.regions.find(({ device }) => device === node.device)?.sync,
    ...(node.minor !== undefined && { minor: node.minor }),
  }));
  const parameters = Object.fromEntries(moduleParameters(plan).map(({ name, value }) => [name, String(BigInt(value))]));
  const claims = [...insmod, ...nodes]
    .filter(({ shareable }) => !shareable)
    .map(({ device, address, size }) => ({ start: address, end: address + size - 1n, name: device, depth: 0 }));
  return {
    ...board,
    ...(board.iomem !== undefined && { iomem: [...board.iomem, ...claims] }),
    uiomem: { srcversion, parameters: { info_enable: '1', ...parameters } },
    devices: [...insmod, ...nodes].map((region, index) => device(region, index)),
  };
}

function device(region: Plan['regions'][number], index: number): UiomemDevice {
  const slot = slotOf(region.device);
  return {
    name: region.device,
    node: `/dev/${region.device}`,
    nodeMode: 'crw------- root root',
    major: 240,
    minor: region.load === 'insmod' ? (slot ?? index) : (region.minor ?? 100 + index),
    address: region.address,
    size: region.size,
    ...cacheFlags[region.cache],
    shareable: region.shareable,
    syncOperation: 'ARM64 Native',
    driverVersion: '1.0.0',
    ioctlVersion: 1,
    sync: { ...syncAtStart(region.size), ...wantedSync(region.sync), owner: 'cpu' },
    origin:
      region.load === 'insmod'
        ? { kind: 'insmod', slot: slot ?? 0 }
        : { kind: 'device-tree', path: `/${region.device}` },
  };
}

/** Statuses alone, for assertions. */
export function statuses(plan: Plan, board: BoardFacts): Record<string, string> {
  return Object.fromEntries(compareWithBoard(plan, board).map(({ device, status }) => [device, status]));
}
