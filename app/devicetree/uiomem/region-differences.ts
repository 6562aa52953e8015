/** Where a plan and a text that was made of its regions differ, and which of the two was changed since they were the same. */
import { hex } from '../../../remote-helper/contract/hex.ts';
import type { Edit } from '../../plan/finding.ts';
import type { Plan, Region } from '../../plan/schema.ts';
import { planEdits } from './plan-edits.ts';

/** By the device's name: what its region was in both, as `regionPrint` has it. */
export type Agreed = Readonly<Record<string, string>>;

export interface RegionDifference {
  readonly device: string;
  /** Which was changed since they agreed. */
  readonly changed: 'tree' | 'plan' | 'both';
  /** The values that differ, each in a few words. */
  readonly values: readonly string[];
}

type Values = Readonly<Record<string, string>>;

/** What a node can say of a region. What a plan's region leaves out is the driver's default, as it is in a node. */
function valuesOf({ address, size, cache, shareable, minor, sync }: Region): Values {
  return {
    address: hex(address),
    size: hex(size),
    cache,
    shareable: String(shareable),
    minor: minor === undefined ? 'any' : String(minor),
    'sync mode': sync?.mode === undefined || sync.mode === 'as-is' ? 'non-cached' : sync.mode,
    'sync always': String(sync?.always === true),
    'sync offset': hex(sync?.offset ?? 0n),
    'sync size': sync?.size === undefined ? 'the rest' : hex(sync.size),
    'sync direction': sync?.direction ?? 'both',
  };
}

export function regionPrint(region: Region): string {
  return JSON.stringify(valuesOf(region));
}

/** Regions of a plan that nodes make. */
export function nodeRegionsOf(plan: Plan): readonly Region[] {
  return plan.regions.filter(({ load }) => load === 'device-tree');
}

/** Devices in the order of the text, then those of the plan alone. */
export function regionDifferences(
  tree: readonly Region[],
  planned: readonly Region[],
  agreed: Agreed,
): RegionDifference[] {
  const devices = new Set([...tree, ...planned].map(({ device }) => device));
  return [...devices].flatMap((device): RegionDifference[] => {
    const [there, wanted] = [tree, planned].map((regions) => regions.find((each) => each.device === device));
    const [now, plan] = [there, wanted].map((region) => (region === undefined ? undefined : regionPrint(region)));
    if (now === plan) return [];
    const before = Object.hasOwn(agreed, device) ? agreed[device] : undefined;
    const changed = plan === before ? 'tree' : now === before ? 'plan' : 'both';
    return [{ device, changed, values: differing(there, wanted) }];
  });
}

/** What both say alike, to be kept until they differ. */
export function agreement(tree: readonly Region[], planned: readonly Region[], before: Agreed): Agreed {
  const differ = new Set(regionDifferences(tree, planned, before).map(({ device }) => device));
  const kept = Object.entries(before).filter(([device]) => differ.has(device));
  const same = tree.flatMap((region) => (differ.has(region.device) ? [] : [[region.device, regionPrint(region)]]));
  return Object.fromEntries([...kept, ...same]);
}

function differing(tree: Region | undefined, plan: Region | undefined): readonly string[] {
  if (tree === undefined) return ['in the plan alone'];
  if (plan === undefined) return ['in the text alone'];
  const [now, wanted] = [valuesOf(tree), valuesOf(plan)];
  return Object.entries(now).flatMap(([name, value]) =>
    wanted[name] === value ? [] : [`${name} ${value} in the text, ${wanted[name]} in the plan`],
  );
}

/** The plan as the text has these devices; one that the text had and has no more goes. */
export function intoPlan(plan: Plan, tree: readonly Region[], devices: readonly string[]): Edit[] {
  const taken = tree.filter(({ device }) => devices.includes(device));
  const gone = plan.regions.flatMap(({ device, load }, index) =>
    load === 'device-tree' && devices.includes(device) && !tree.some((each) => each.device === device) ? [index] : [],
  );
  // From the last on, so that each is where it was.
  return [
    ...planEdits(plan, taken),
    ...gone.toReversed().map((index): Edit => ({ op: 'remove', path: ['regions', index] })),
  ];
}
