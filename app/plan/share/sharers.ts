/** Which devices have memory in common: of the plan, of the board's device tree, and loaded. */
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import { cachePolicyOf } from '../parameters.ts';
import type { CachePolicy, Plan, Region } from '../schema.ts';
import { common, endOf, overlaps, type Span } from '../span.ts';
import { nodeRegions } from '../tree-nodes.ts';

export interface Sharer extends Span {
  readonly device: string;
  readonly cache: CachePolicy;
  readonly shareable: boolean;
  readonly load: Region['load'];
  /** Who says so: the plan, a node that it does not name, a device that is loaded. */
  readonly of: 'plan' | 'device-tree' | 'loaded';
}

/** Devices that touch, directly or by way of others; the range is from the first byte of any to the last. */
export interface SharedRange extends Span {
  /** By address, at least two. */
  readonly sharers: readonly Sharer[];
}

/** What will be there when the plan is applied: its regions, and the nodes of the board that it does not name. */
export function plannedSharers(plan: Plan | undefined, board: BoardFacts | undefined): Sharer[] {
  const found = new Map<string, Sharer>();
  for (const { device, address, size, cache, shareable, load } of plan?.regions ?? []) {
    if (!found.has(device)) found.set(device, { device, address, size, cache, shareable, load, of: 'plan' });
  }
  for (const { device, address, size, cache, shareable } of board === undefined ? [] : nodeRegions(board)) {
    if (address === undefined || size === undefined || found.has(device)) continue;
    found.set(device, { device, address, size, cache, shareable, load: 'device-tree', of: 'device-tree' });
  }
  return [...found.values()];
}

/** What is there now. */
export function loadedSharers(board: BoardFacts): Sharer[] {
  return board.devices.map(({ name, address, size, cached, coherent, shareable = false, origin }) => ({
    device: name,
    address,
    size,
    cache: cachePolicyOf({ cached, coherent }),
    shareable,
    load: origin.kind === 'device-tree' ? 'device-tree' : 'insmod',
    of: 'loaded',
  }));
}

/** Overlaps that will be, and those that are and the plan says nothing of. */
export function overlapsOf(plan: Plan | undefined, board: BoardFacts | undefined): SharedRange[] {
  const planned = plannedSharers(plan, board);
  const names = new Set(planned.map(({ device }) => device));
  const loaded = board === undefined ? [] : sharedRanges(loadedSharers(board));
  return [
    ...sharedRanges(planned),
    ...loaded.filter(({ sharers }) => sharers.some(({ device }) => !names.has(device))),
  ];
}

/** By address. */
export function sharedRanges(sharers: readonly Sharer[]): SharedRange[] {
  const sorted = sharers
    .filter(({ size }) => size > 0n)
    .toSorted((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
  const ranges: { address: bigint; end: bigint; sharers: Sharer[] }[] = [];
  for (const sharer of sorted) {
    const last = ranges.at(-1);
    if (last === undefined || sharer.address >= last.end) {
      ranges.push({ address: sharer.address, end: endOf(sharer), sharers: [sharer] });
      continue;
    }
    last.sharers.push(sharer);
    if (endOf(sharer) > last.end) last.end = endOf(sharer);
  }
  return ranges
    .filter((range) => range.sharers.length > 1)
    .map((range) => ({ address: range.address, size: range.end - range.address, sharers: range.sharers }));
}

/** The parts that two or more have in common, by address, joined where they touch. */
export function commonParts(sharers: readonly Span[]): Span[] {
  const parts = sharers
    .flatMap((later, index) => sharers.slice(0, index).flatMap((earlier) => common(earlier, later) ?? []))
    .toSorted((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
  const joined: Span[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (last === undefined || part.address > endOf(last)) {
      joined.push(part);
      continue;
    }
    const furthest = endOf(part) > endOf(last) ? part : last;
    joined[joined.length - 1] = { address: last.address, size: endOf(furthest) - last.address };
  }
  return joined;
}

/** Pairs that touch and whose caches differ, by name. */
export function mixedPairs<Each extends Span & { readonly cache: CachePolicy }>(
  sharers: readonly Each[],
): (readonly [Each, Each])[] {
  return sharers.flatMap((later, index) =>
    sharers
      .slice(0, index)
      .filter((earlier) => overlaps(earlier, later) && earlier.cache !== later.cache)
      .map((earlier) => [earlier, later] as const),
  );
}
