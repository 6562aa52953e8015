/** Ranges that the profile of a board names, and where in each a region could begin on this board. */
import type { Facts } from './facts.ts';
import type { MapKind } from './memory-map/layers.ts';
import { type Segment, within } from './memory-map/segments.ts';
import { startIn } from './place-of-region.ts';
import type { ProfileMemory } from './profile.ts';
import type { Span } from './span.ts';

export interface ProfilePlace {
  readonly memory: ProfileMemory;
  /** Why regions are usually taken from it; absent: they are not usually. */
  readonly usual: string | undefined;
  /** Where it could begin; absent: nothing of it is free on this board. */
  readonly place: Span | undefined;
  /** For the `source` of a region, as `Zynq-7000: OCM`. */
  readonly source: string;
}

/** What nobody has and something answers at; of RAM what Linux was kept from. */
const free: Readonly<Record<ProfileMemory['kind'], readonly MapKind[]>> = {
  ram: ['no-map', 'memory', 'reserved'],
  'on-chip': ['no-map', 'memory', 'reserved', 'on-chip'],
  logic: ['no-map', 'memory', 'reserved', 'logic'],
};

/** Characters that a source can have (schema.ts). */
const longestSource = 200;

/** Pure. Usual ones first. `segments`: of the board's memory map; `most`: bytes that are wanted. */
export function profilePlaces(
  { board, profile }: Pick<Facts, 'board' | 'profile'>,
  segments: readonly Segment[],
  most: bigint | undefined,
): ProfilePlace[] {
  if (profile === undefined) return [];
  const page = BigInt(board.pageSize);
  const places = profile.memories.map((memory): ProfilePlace => {
    const starts = within(segments, memory)
      .filter(({ kind }) => free[memory.kind].includes(kind))
      .flatMap((segment) => startIn(segment, page, most) ?? []);
    return {
      memory,
      usual: profile.usual.find((each) => each.memory === memory.name)?.why,
      // The first that has all the room, else the first.
      place: starts.find(({ size }) => size === most) ?? starts[0],
      source: `${profile.title}: ${memory.name}`.slice(0, longestSource),
    };
  });
  return [...places.filter(({ usual }) => usual !== undefined), ...places.filter(({ usual }) => usual === undefined)];
}
