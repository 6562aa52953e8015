/** What a range of a design meets in a plan and on a board. */
import type { Layer, MapKind } from '../memory-map/layers.ts';
import type { Plan } from '../schema.ts';
import { overlaps, type Span } from '../span.ts';

/** `clash`: the driver or lint would refuse a region there; `has`: it is there already, or is meant for it. */
export interface Lying {
  readonly grade: 'has' | 'clash' | 'told';
  readonly text: string;
}

const words: Partial<Record<MapKind, (name: string, isSame: boolean) => Lying>> = {
  region: (name, isSame) =>
    isSame
      ? { grade: 'has', text: `loaded as ${name}` }
      : { grade: 'clash', text: `overlaps ${name}, which is loaded` },
  node: (name, isSame) =>
    isSame
      ? { grade: 'has', text: `a device-tree node makes ${name}` }
      : { grade: 'clash', text: `overlaps ${name} of the device tree` },
  'system-ram': () => ({ grade: 'clash', text: 'managed by Linux' }),
  claimed: (name) => ({ grade: 'clash', text: `claimed by ${name}` }),
  device: (name) => ({ grade: 'told', text: `registered as ${name}` }),
  'no-map': (name) => ({ grade: 'told', text: `kept from Linux as ${name}` }),
  reserved: () => ({ grade: 'told', text: 'reserved' }),
};

const isSame = (a: Span, b: Span): boolean => a.address === b.address && a.size === b.size;

/** `layers`: of the board, none when nothing is known of it. Each thing once, what is graver first; nothing where nobody says anything. */
export function whatLiesThere(span: Span, plan: Plan | undefined, layers: readonly Layer[]): Lying[] {
  const planned = (plan?.regions ?? [])
    .filter((region) => overlaps(region, span))
    .map(
      (region): Lying =>
        isSame(region, span)
          ? { grade: 'has', text: `in the plan as ${region.device}` }
          : { grade: 'clash', text: `overlaps ${region.device} of the plan` },
    );
  const onBoard = layers
    .filter((layer) => overlaps(layer, span))
    .flatMap((layer) => words[layer.kind]?.(layer.name, isSame(layer, span)) ?? []);
  const order = { clash: 0, has: 1, told: 2 };
  const all = [...planned, ...onBoard].sort((a, b) => order[a.grade] - order[b.grade]);
  return all.filter(({ text }, index) => all.findIndex((each) => each.text === text) === index);
}
