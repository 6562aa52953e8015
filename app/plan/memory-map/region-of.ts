/** The region of a plan that a segment of the memory map suggests. */
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import { narrow } from '../lint/range.ts';
import type { Plan } from '../schema.ts';
import { endOf, type Span } from '../span.ts';
import { type Append, nodeOf, suggestedRegion } from '../suggested-region.ts';
import type { MapKind } from './layers.ts';

/** Of these a region can be made; what is read of each has no effect, or may have some. */
const contents: Partial<Record<MapKind, 'memory' | 'registers'>> = {
  node: 'memory',
  memory: 'memory',
  'no-map': 'memory',
  'on-chip': 'memory',
  reserved: 'memory',
  logic: 'registers',
  device: 'registers',
};

/** Whether one expects that a region can be made of such a place. */
export const canBeRegion = (kind: MapKind): boolean => contents[kind] !== undefined;

/** More of registers is seldom meant: the window of a bus is larger than what answers in it. */
const mostRegisters = 64n << 10n;

/**
 * Whole pages of a segment, under a name that is free; a node of the device tree that has just this range makes it, else insmod.
 * Undefined where none can be made: another has it, it is less than a page, all names are taken, or an insmod line of a 32-bit
 * board cannot say the address.
 */
export function regionOf(
  { kind, address, size }: Span & { readonly kind: MapKind },
  board: BoardFacts,
  plan: Plan | undefined,
): Append | undefined {
  const content = contents[kind];
  if (content === undefined) return undefined;
  const page = BigInt(board.pageSize);
  // The driver takes address 0 for none.
  const from = address === 0n ? page : ((address + page - 1n) / page) * page;
  const all = ((address + size) / page) * page - from;
  const most = content === 'registers' && all > mostRegisters ? mostRegisters : all;
  if (most <= 0n) return undefined;
  const span = { address: from, size: most };
  const node = nodeOf(span, board, plan);
  // What a node has in part is the node's all the same.
  if (kind === 'node' && node === undefined) return undefined;
  if (node === undefined && narrow.test(board.kernel.machine) && endOf(span) > 1n << 32n) return undefined;
  return suggestedRegion(span, { content, cache: content === 'registers' ? 'off' : undefined }, plan, board);
}
