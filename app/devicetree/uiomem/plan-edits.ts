/** A plan that expects what the nodes of a tree make: a new one, or the edits of one that is there. */
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { applyEdits } from '../../plan/edit.ts';
import type { Edit } from '../../plan/finding.ts';
import { blankPlan } from '../../plan/new-plan.ts';
import { writtenSize } from '../../plan/quantity.ts';
import { type Plan, planSchema, type Region, type RegionSync } from '../../plan/schema.ts';

/** `title`: what it is, in a line. */
export function planOfRegions(title: string, regions: readonly Region[]): string {
  return applyEdits(blankPlan(title), planEdits(planSchema.parse({ version: 1n, regions: [] }), regions));
}

/**
 * A region that the plan has by the device's name gets the values that differ, others are put behind the last. What no node
 * says (content, an about without a comment) stays as the plan says it, and so does its source, which new regions alone get.
 */
export function planEdits(plan: Plan, regions: readonly Region[]): Edit[] {
  let behind = plan.regions.length;
  return regions.flatMap((region) => {
    const index = plan.regions.findIndex(({ device }) => device === region.device);
    const planned = plan.regions[index];
    if (planned !== undefined) return changes(['regions', index], planned, region);
    const at = ['regions', behind];
    behind += 1;
    return [added(region), ...syncChanges(at, undefined, region.sync), ...minorChange(at, undefined, region.minor)];
  });
}

function added({ device, address, size, cache, shareable, about, source }: Region): Edit {
  return {
    op: 'append',
    path: ['regions'],
    value: {
      device,
      load: 'device-tree',
      address: hex(address),
      size: writtenSize(size),
      cache,
      ...(shareable && { shareable }),
      ...(about !== undefined && { about }),
      ...(source !== undefined && { source }),
    },
  };
}

type At = readonly (string | number)[];

function changes(at: At, planned: Region, { address, size, cache, shareable, minor, sync, about }: Region): Edit[] {
  const set = (differs: boolean, key: string, value: string | boolean): Edit[] =>
    differs ? [{ op: 'set', path: [...at, key], value }] : [];
  return [
    ...set(planned.load !== 'device-tree', 'load', 'device-tree'),
    ...set(planned.address !== address, 'address', hex(address)),
    ...set(planned.size !== size, 'size', writtenSize(size)),
    ...set(planned.cache !== cache, 'cache', cache),
    ...set(planned.shareable !== shareable, 'shareable', shareable),
    ...(about === undefined ? [] : set(planned.about !== about, 'about', about)),
    ...minorChange(at, planned.minor, minor),
    ...syncChanges(at, planned.sync, sync),
  ];
}

function minorChange(at: At, planned: number | undefined, minor: number | undefined): Edit[] {
  if (planned === minor) return [];
  const path = [...at, 'minor'];
  return [minor === undefined ? { op: 'remove', path } : { op: 'set', path, value: minor }];
}

const syncKeys = ['mode', 'always', 'offset', 'size', 'direction'] as const;

function syncChanges(at: At, planned: RegionSync | undefined, sync: RegionSync | undefined): Edit[] {
  return syncKeys.flatMap((key): Edit[] => {
    if (planned?.[key] === sync?.[key]) return [];
    const path = [...at, 'sync', key];
    const value = sync?.[key];
    if (value === undefined) return [{ op: 'remove', path }];
    return [
      {
        op: 'set',
        path,
        value: typeof value === 'bigint' ? (key === 'size' ? writtenSize(value) : hex(value)) : value,
      },
    ];
  });
}
