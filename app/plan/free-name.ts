/** A device name that insmod can make and nothing has. */
import type { BoardFacts } from '../../remote-helper/contract/facts.ts';
import type { Edit } from './finding.ts';
import type { Region } from './schema.ts';
import { nodeRegions } from './tree-nodes.ts';

/** The first of uiomem0 to uiomem7 that neither the plan nor a node or device of the board has, nor the minor that goes with it. */
export function freeInsmodName(
  plan: { readonly regions: readonly Pick<Region, 'device' | 'load' | 'minor'>[] } | undefined,
  board: BoardFacts | undefined,
): string | undefined {
  const others = board?.devices.filter(({ origin }) => origin.kind !== 'insmod') ?? [];
  const planned = plan?.regions ?? [];
  const nodes = board === undefined ? [] : nodeRegions(board);
  const minors = [...planned.filter(({ load }) => load === 'device-tree'), ...nodes, ...others].map(
    ({ minor }) => minor,
  );
  const taken = new Set([
    ...planned.map(({ device }) => device),
    ...nodes.map(({ device }) => device),
    ...others.map(({ name }) => name),
    // Region N of the insmod line takes minor N.
    ...minors.map((minor) => `uiomem${minor}`),
  ]);
  return ['uiomem0', 'uiomem1', 'uiomem2', 'uiomem3', 'uiomem4', 'uiomem5', 'uiomem6', 'uiomem7'].find(
    (name) => !taken.has(name),
  );
}

/** Another name for an insmod region, and with it the minor that its number says. */
export function renamed({ minor }: Region, at: readonly (string | number)[], name: string): Edit[] {
  const edits: Edit[] = [{ op: 'set', path: [...at, 'device'], value: name }];
  if (minor !== undefined) edits.push({ op: 'remove', path: [...at, 'minor'] });
  return edits;
}
