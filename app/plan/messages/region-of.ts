/** The region that a line of the driver is about, as the plan has it, and how to speak of it. */
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { exactSize } from '../quantity.ts';
import type { Plan, Region } from '../schema.ts';
import type { Span } from '../span.ts';
import { busName } from '../tree-nodes.ts';
import type { Context } from './message.ts';

export interface PlannedRegion {
  readonly region: Region;
  readonly at: readonly ['regions', number];
}

/** By the device's name. */
export function regionNamed(plan: Plan | undefined, device: string): PlannedRegion | undefined {
  const index = plan?.regions.findIndex((region) => region.device === device) ?? -1;
  const region = plan?.regions[index];
  return region === undefined ? undefined : { region, at: ['regions', index] };
}

/** Who a refusal is about: region N of the insmod line, or the platform device of a device-tree node. */
export interface Refused {
  readonly slot?: string;
  readonly device?: string;
  readonly start: string;
  readonly end: string;
}

/** `end` is exclusive, as the driver prints it; an end before the start is a range that wraps. */
export function refusedSpan({ start, end }: Pick<Refused, 'start' | 'end'>): Span {
  const [from, to] = [BigInt(`0x${start}`), BigInt(`0x${end}`)];
  return { address: from, size: BigInt.asUintN(64, to - from) };
}

/** The device that the region would have become, as people know it. */
export function refusedDevice(refused: Refused, { facts }: Context): string {
  if (refused.slot !== undefined) return `uiomem${refused.slot}`;
  const node = facts?.board.uiomemNodes.find((each) => busName(each) === refused.device);
  return node === undefined ? `the device-tree node of ${refused.device}` : `the device-tree node ${node.path}`;
}

/** Of the plan, when it says that region. */
export function refusedRegion(refused: Refused, { plan }: Context): PlannedRegion | undefined {
  if (refused.slot !== undefined) return regionNamed(plan, `uiomem${refused.slot}`);
  const { address } = refusedSpan(refused);
  const index = plan?.regions.findIndex((region) => region.load === 'device-tree' && region.address === address) ?? -1;
  const region = plan?.regions[index];
  return region === undefined ? undefined : { region, at: ['regions', index] };
}

/** `uiomem0, 0x70000000 to 0x700fffff (1 MiB),` for the start of a sentence. */
export function subjectOf(refused: Refused, context: Context): string {
  const span = refusedSpan(refused);
  const who = refusedDevice(refused, context);
  const named = who.startsWith('the ') ? `T${who.slice(1)}` : who;
  if (span.size === 0n || span.address + span.size > 1n << 64n) return `${named} at ${hex(span.address)}`;
  return `${named}, ${hex(span.address)} to ${hex(span.address + span.size - 1n)} (${exactSize(span.size)}),`;
}
