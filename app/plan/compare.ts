/** A plan beside a board: the one place that says whether what is loaded is what is wanted. */
import { z } from 'zod';
import type { SyncState, UiomemDevice } from '../../remote-helper/contract/device.ts';
import type { BoardFacts } from '../../remote-helper/contract/facts.ts';
import { hex } from '../../remote-helper/contract/quantity.ts';
import { cacheFlags } from './parameters.ts';
import { nextBoot, regionNextBoot } from './persist/next-boot.ts';
import type { Plan, Region } from './schema.ts';
import { wantedSync } from './sync-writes.ts';

/** One thing that a plan asks for, as it is on the board. */
export const regionStatus = z.object({
  device: z.string(),
  /** `extra`: an insmod region that the plan does not name. */
  status: z.enum(['same', 'different', 'missing', 'extra']),
  /** What the next boot makes of it (address, size, cache, sharing); absent where the facts do not tell. */
  nextBoot: z.enum(['same', 'differs', 'none']).optional(),
  /** What is not as wanted. */
  fields: z.array(z.object({ field: z.string(), wanted: z.string(), found: z.string() })),
});
export type RegionStatus = z.output<typeof regionStatus>;

/** What the driver starts a device with (uiomem-interface: Files, "at the start"). */
export function syncAtStart(size: bigint): Omit<SyncState, 'owner'> {
  return { mode: 'non-cached', always: false, offset: 0n, size, direction: 'both' };
}

/** Of what is wanted, the part that is not so yet. */
export function syncChange(
  wanted: Partial<Omit<SyncState, 'owner'>>,
  now: Omit<SyncState, 'owner'>,
): Partial<Omit<SyncState, 'owner'>> {
  const { mode, always, ...rest } = wanted;
  const modeDiffers = mode !== undefined && (mode !== now.mode || always !== now.always);
  const others = Object.entries(rest).filter(([name, value]) => now[name as keyof typeof rest] !== value);
  return { ...(modeDiffers && { mode, ...(always !== undefined && { always }) }), ...Object.fromEntries(others) };
}

/**
 * In the order of the plan; insmod regions that it does not name come last. A plan that wants them at every boot
 * (`persist: { boot: true }`) wants the next boot to be the same, too.
 */
export function compareWithBoard(plan: Plan, board: BoardFacts): RegionStatus[] {
  const next = nextBoot(board);
  const named = new Set(plan.regions.map(({ device }) => device));
  const extra = board.devices.filter(({ name, origin }) => origin.kind === 'insmod' && !named.has(name));
  return [
    ...plan.regions.map((region) => {
      const now = compareRegion(region, board.devices);
      if (next === undefined) return now;
      const then = regionNextBoot(region, next, board);
      if (then === 'same' || plan.persist?.boot !== true) return { ...now, nextBoot: then };
      const fields = [...now.fields, { field: 'next boot', wanted: 'same', found: then }];
      return { ...now, status: now.status === 'same' ? ('different' as const) : now.status, nextBoot: then, fields };
    }),
    ...extra.map(({ name }): RegionStatus => ({ device: name, status: 'extra', fields: [] })),
  ];
}

function compareRegion(region: Region, devices: readonly UiomemDevice[]): RegionStatus {
  const device = devices.find(({ name }) => name === region.device);
  if (device === undefined) return { device: region.device, status: 'missing', fields: [] };
  const flags = cacheFlags[region.cache];
  const pairs: [field: string, wanted: string, found: string][] = [
    ['address', hex(region.address), hex(device.address)],
    ['size', hex(region.size), hex(device.size)],
    ['cached', String(flags.cached), String(device.cached)],
    ['coherent', String(flags.coherent), String(device.coherent)],
    // Drivers that do not tell are taken at their word.
    ['shareable', String(region.shareable), String(device.shareable ?? region.shareable)],
    ['load', region.load, device.origin.kind === 'unknown' ? region.load : device.origin.kind],
    ['node', `/dev/${region.device}`, device.node ?? 'no character device'],
    ...(region.minor === undefined
      ? []
      : [['minor', String(region.minor), String(device.minor)] as [string, string, string]]),
    ...Object.entries(syncChange(wantedSync(region.sync), device.sync)).map(
      ([name, value]): [string, string, string] => [
        `sync.${name}`,
        attributeText(value),
        attributeText(device.sync[name as keyof SyncState]),
      ],
    ),
  ];
  const fields = pairs
    .filter(([, wanted, found]) => wanted !== found)
    .map(([field, wanted, found]) => ({ field, wanted, found }));
  return { device: region.device, status: fields.length === 0 ? 'same' : 'different', fields };
}

function attributeText(value: unknown): string {
  return typeof value === 'bigint' ? hex(value) : String(value);
}

/** Whether a board is as the plan says, and has no insmod region beside. */
export function isAsPlanned(statuses: readonly RegionStatus[]): boolean {
  return statuses.every(({ status }) => status === 'same');
}
