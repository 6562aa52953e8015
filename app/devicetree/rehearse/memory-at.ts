/** Memory as the driver finds it: System RAM, what others have claimed, what the kernel keeps back. */
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import { claimsOf, ramBanks } from '../../plan/iomem.ts';
import { common, endOf, overlaps, type Span } from '../../plan/span.ts';
import { textOf } from '../property.ts';
import type { TreeIndex } from '../tree-index.ts';
import { kernelRange } from './kernel-range.ts';
import { type Reservation, reservationsOf } from './reservations.ts';

export interface MemoryAt {
  /** Undefined: not known, neither by facts nor by a memory node. */
  readonly ram: readonly Span[] | undefined;
  /** Set up by the kernel at boot. */
  readonly reservations: readonly Reservation[];
  /** Undefined: not known. Includes resources that a range would cut, which no claim succeeds on. */
  readonly isClaimed: ((range: Span) => boolean) | undefined;
  /** What was taken for granted, as sentences. */
  readonly assumed: readonly string[];
}

/** `booted`: the tree that the running kernel was booted with. */
export function memoryNow(board: BoardFacts | undefined, booted: TreeIndex): MemoryAt {
  const reservations = reservationsOf(booted);
  if (board?.iomem === undefined) {
    const ram = ramByTree(booted, reservations);
    return { ram: ram?.spans, reservations, isClaimed: undefined, assumed: [withoutIomem] };
  }
  return { ram: ramBanks(board), reservations, isClaimed: claimedBy(board), assumed: [] };
}

const withoutIomem =
  'System RAM is taken from the tree’s memory nodes, and other drivers’ claims are not known: the board’s /proc/iomem is not there.';

/** After a boot with `next`: RAM is as now, but for what the one tree keeps back and the other does not. */
export function memoryAtBoot(board: BoardFacts | undefined, booted: TreeIndex, next: TreeIndex): MemoryAt {
  const reservations = reservationsOf(next);
  if (board?.iomem === undefined) {
    const ram = ramByTree(next, reservations);
    return { ram: ram?.spans, reservations, isClaimed: undefined, assumed: [withoutIomem] };
  }
  const before = noMap(reservationsOf(booted));
  const after = noMap(reservations);
  // What was kept back is RAM again if it lies in the machine's memory.
  const banks = memoryNodes(booted);
  const given = without(
    before.flatMap((span) => banks.flatMap((bank) => common(bank, span) ?? [])),
    after,
  );
  return {
    ram: [...without(ramBanks(board), after), ...given],
    reservations,
    isClaimed: claimedBy(board),
    assumed: ['RAM and other drivers’ claims are as they are now, but for the reservations of the tree.'],
  };
}

/** Not the driver's own devices, which are looked at one by one. */
function claimedBy(board: BoardFacts): (range: Span) => boolean {
  const claims = claimsOf(board);
  const ours = new Set(board.devices.map(({ name }) => name));
  const top = (board.iomem ?? [])
    .filter(({ depth, name }) => depth === 0 && name !== 'System RAM' && !ours.has(name))
    .map(({ start, end }): Span => ({ address: start, size: end - start + 1n }));
  return (range) =>
    claims.some((claim) => overlaps(claim, range)) ||
    top.some((span) => overlaps(span, range) && !contains(span, range));
}

function contains(outer: Span, inner: Span): boolean {
  return outer.address <= inner.address && endOf(inner) <= endOf(outer);
}

function memoryNodes({ nodes }: TreeIndex): Span[] {
  return nodes.flatMap((each) =>
    textOf(each.node.properties.get('device_type')) === 'memory' ? (kernelRange(each) ?? []) : [],
  );
}

/** The command line's mem= is not looked at. */
function ramByTree(index: TreeIndex, reservations: readonly Reservation[]): { readonly spans: Span[] } | undefined {
  const banks = memoryNodes(index);
  return banks.length === 0 ? undefined : { spans: without(banks, noMap(reservations)) };
}

function noMap(reservations: readonly Reservation[]): Span[] {
  return reservations.flatMap((each) => (each.noMap ? (each.spans ?? []) : []));
}

/** The ranges less what others cover of them. */
function without(spans: readonly Span[], others: readonly Span[]): Span[] {
  let left = [...spans];
  for (const other of others)
    left = left.flatMap((span) => {
      const hole = common(span, other);
      if (hole === undefined) return [span];
      return [
        { address: span.address, size: hole.address - span.address },
        { address: endOf(hole), size: endOf(span) - endOf(hole) },
      ].filter(({ size }) => size > 0n);
    });
  return left;
}
