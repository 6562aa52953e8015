/** What a range of a design meets in a plan and on a board. */
import { layersOf, type MapFacts, type MapKind } from '../memory-map/layers.ts';
import type { BoardProfile } from '../profile.ts';
import type { Plan } from '../schema.ts';
import { overlaps, type Span } from '../span.ts';

/** `clash`: the driver or lint would refuse a region there; `has`: it is there already, or is meant for it. */
export interface Lying {
  readonly grade: 'has' | 'clash' | 'told';
  readonly text: string;
}

const words: Partial<Record<MapKind, (name: string) => Lying>> = {
  region: (name) => ({ grade: 'has', text: `loaded as ${name}` }),
  node: (name) => ({ grade: 'has', text: `a device-tree node makes ${name}` }),
  'system-ram': () => ({ grade: 'clash', text: 'managed by Linux' }),
  claimed: (name) => ({ grade: 'clash', text: `claimed by ${name}` }),
  device: (name) => ({ grade: 'told', text: `registered as ${name}` }),
  'no-map': (name) => ({ grade: 'told', text: `kept from Linux as ${name}` }),
  reserved: () => ({ grade: 'told', text: 'reserved' }),
};

/** Nothing for what nobody says anything of; each thing once, what is graver first. */
export function whatLiesThere(
  span: Span,
  plan: Plan | undefined,
  board: { readonly board: MapFacts; readonly profile?: BoardProfile | undefined } | undefined,
): Lying[] {
  const planned = (plan?.regions ?? [])
    .filter((region) => overlaps(region, span))
    .map(({ device, address, size }): Lying => {
      const isSame = address === span.address && size === span.size;
      return isSame
        ? { grade: 'has', text: `in the plan as ${device}` }
        : { grade: 'clash', text: `overlaps ${device} of the plan` };
    });
  const layers = board === undefined ? [] : layersOf(board.board, board.profile);
  const onBoard = layers
    .filter((layer) => overlaps(layer, span))
    .flatMap(({ kind, name }) => words[kind]?.(name) ?? []);
  const order = { clash: 0, has: 1, told: 2 };
  const all = [...planned, ...onBoard].sort((a, b) => order[a.grade] - order[b.grade]);
  return all.filter(({ text }, index) => all.findIndex((each) => each.text === text) === index);
}
