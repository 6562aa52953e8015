/** A device name that insmod can make and nothing has. */
import type { BoardFacts } from '../../remote-helper/contract/facts.ts';
import type { Plan } from './schema.ts';
import { nodeRegions } from './tree-nodes.ts';

/** The first of uiomem0 to uiomem7 that neither the plan nor a node or device of the board has. */
export function freeInsmodName(plan: Plan | undefined, board: BoardFacts | undefined): string | undefined {
  const others = board?.devices.filter(({ origin }) => origin.kind !== 'insmod') ?? [];
  const taken = new Set([
    ...(plan?.regions ?? []).map(({ device }) => device),
    ...(board === undefined ? [] : nodeRegions(board)).map(({ device }) => device),
    ...others.map(({ name }) => name),
  ]);
  return ['uiomem0', 'uiomem1', 'uiomem2', 'uiomem3', 'uiomem4', 'uiomem5', 'uiomem6', 'uiomem7'].find(
    (name) => !taken.has(name),
  );
}
