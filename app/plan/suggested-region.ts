/** A region as an edit of a plan: under a name that is free, or as the device-tree node that has just this range. */
import type { BoardFacts } from '../../remote-helper/contract/facts.ts';
import { hex } from '../../remote-helper/contract/quantity.ts';
import type { Edit } from './finding.ts';
import { freeInsmodName } from './free-name.ts';
import { writtenSize } from './quantity.ts';
import type { CachePolicy, Plan, Region } from './schema.ts';
import type { Span } from './span.ts';
import { type NodeRegion, nodeRegions } from './tree-nodes.ts';

export type Append = Extract<Edit, { op: 'append' }>;

/** The node that makes a region of the whole range, unless the plan has it already. */
export function nodeOf(span: Span, board: BoardFacts | undefined, plan: Plan | undefined): NodeRegion | undefined {
  const isPlanned = (name: string) => plan?.regions.some(({ device }) => device === name) === true;
  return board === undefined
    ? undefined
    : nodeRegions(board).find(
        (each) => each.address === span.address && each.size === span.size && !isPlanned(each.device),
      );
}

/** `cache`: of an insmod region, absent for the driver’s default. Undefined when every name that insmod can make is taken. */
export function suggestedRegion(
  { address, size }: Span,
  { content, cache: wanted, source }: Pick<Region, 'content' | 'source'> & { readonly cache: CachePolicy | undefined },
  plan: Plan | undefined,
  board: BoardFacts | undefined,
): Append | undefined {
  const node = nodeOf({ address, size }, board, plan);
  const device = node?.device ?? freeInsmodName(plan, board);
  if (device === undefined) return undefined;
  const cache = node?.cache ?? wanted;
  return {
    op: 'append',
    path: ['regions'],
    value: {
      device,
      ...(node !== undefined && { load: 'device-tree' }),
      address: hex(address),
      size: writtenSize(size),
      content,
      ...(cache !== undefined && { cache }),
      ...(node?.shareable === true && { shareable: true }),
      ...(source !== undefined && { source }),
    },
  };
}
