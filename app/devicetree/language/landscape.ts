/** What lies where on a board: memory that Linux has, what is kept from it, devices, and what nothing is known of. */
import { claimantText, claimsOf, ramBanks } from '../../plan/iomem.ts';
import { common, endOf, overlaps, type Span } from '../../plan/span.ts';
import { regOf } from '../addresses/reg.ts';
import { toCpu } from '../addresses/translate.ts';
import { textOf } from '../property.ts';
import type { NodePath } from '../tree.ts';
import { cellCounts, isEnabled, type TreeIndex } from '../tree-index.ts';
import type { LanguageBoard } from './document.ts';

/** `free` only where the board's own list of what is used says so; without that it is `unknown`. */
export type Ground = 'ram' | 'reserved' | 'no-map' | 'uiomem' | 'device' | 'free' | 'outside' | 'unknown';

export interface Lying extends Span {
  readonly ground: Ground;
  /** As the board calls it. */
  readonly name: string;
  readonly path?: NodePath | undefined;
}

export interface Landscape {
  /** Sorted by what matters first; of a range that nothing is known of none. */
  within(span: Span, but?: NodePath): readonly Lying[];
  /** The one word for a range. */
  groundOf(span: Span, but?: NodePath): Ground;
}

const words: Readonly<Record<Ground, string>> = {
  ram: 'System RAM, which Linux uses',
  reserved: 'reserved, and mapped by Linux',
  'no-map': 'reserved with no-map',
  uiomem: 'a uiomem device',
  device: 'a device',
  free: 'nothing that the board knows of',
  outside: 'beyond the addresses that the board has',
  unknown: 'not known',
};

export const groundText = (ground: Ground): string => words[ground];

/** `own`: the tree of the text itself, which tells where no board does. */
export function landscapeOf({ facts, base }: LanguageBoard, own: TreeIndex | undefined): Landscape {
  const tree = base ?? own;
  const limit = facts?.addressBits === undefined ? undefined : 1n << BigInt(facts.addressBits);
  const ofTree = tree === undefined ? [] : nodesOf(tree);
  const lying: Lying[] = [
    ...(facts?.devices ?? []).map(({ name, address, size }): Lying => ({ ground: 'uiomem', name, address, size })),
    ...(facts?.reservedMemory ?? []).flatMap(({ name, path, address, size, noMap }): Lying[] =>
      address === undefined || size === undefined
        ? []
        : [{ ground: noMap ? 'no-map' : 'reserved', name, path, address, size }],
    ),
    ...(facts === undefined ? ofTree.filter(({ ground }) => ground === 'no-map' || ground === 'reserved') : []),
    ...(facts?.iomem === undefined
      ? ofTree.filter(({ ground }) => ground === 'ram')
      : ramBanks(facts).map((span): Lying => ({ ground: 'ram', name: 'System RAM', ...span }))),
    ...(facts?.iomem === undefined
      ? []
      : claimsOf(facts).map(
          (claim): Lying => ({
            ground: 'device',
            name: claimantText(claim),
            address: claim.address,
            size: claim.size,
          }),
        )),
    ...ofTree.filter(({ ground }) => ground === 'device'),
  ];
  const within = (span: Span, but?: NodePath) =>
    lying.filter((each) => overlaps(each, span) && (but === undefined || each.path !== but));
  return {
    within,
    groundOf(span, but) {
      if (limit !== undefined && endOf(span) > limit) return 'outside';
      const found = within(span, but);
      const has = (ground: Ground) => found.some((each) => each.ground === ground);
      const isAll = (ground: Ground) =>
        found.some((each) => each.ground === ground && common(each, span)?.size === span.size);
      if (has('uiomem')) return 'uiomem';
      for (const kept of ['no-map', 'reserved'] as const) if (isAll(kept)) return kept;
      for (const ground of ['ram', 'no-map', 'reserved', 'device'] as const) if (has(ground)) return ground;
      return facts?.iomem === undefined ? 'unknown' : 'free';
    },
  };
}

const kept = new WeakMap<TreeIndex, readonly Lying[]>();

function nodesOf(tree: TreeIndex): readonly Lying[] {
  let found = kept.get(tree);
  if (found === undefined) {
    found = tree.nodes.flatMap((each): Lying[] => {
      const { node, parent, path } = each;
      if (parent === undefined || !node.properties.has('reg') || cellCounts(parent.node).size === 0) return [];
      if (!isEnabled(node)) return [];
      const isReservation = parent.path === '/reserved-memory';
      const ground: Ground = isReservation
        ? node.properties.has('no-map')
          ? 'no-map'
          : 'reserved'
        : textOf(node.properties.get('device_type')) === 'memory'
          ? 'ram'
          : 'device';
      return regOf(each).entries.flatMap((entry) => {
        const address = toCpu(each, entry);
        return address === undefined ? [] : [{ ground, name: node.name, path, address, size: entry.size }];
      });
    });
    kept.set(tree, found);
  }
  return found;
}
