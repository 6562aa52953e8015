/** From a place on the map to a region in the board's plan. */
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import { readPlan } from '../../plan/document.ts';
import { applyEdits } from '../../plan/edit.ts';
import { canBeRegion, regionOf } from '../../plan/memory-map/region-of.ts';
import type { Row } from '../../plan/memory-map/segments.ts';
import { blankPlan } from '../../plan/new-plan.ts';

/** The plan's text with the region in it, or why there is none: a sentence, or nothing where nobody would expect one. */
export function withRegion(
  text: string | undefined,
  row: Row,
  board: BoardFacts,
): { readonly text: string } | { readonly why: string | undefined } {
  if (row.kind === 'cluster') return { why: undefined };
  const before = text === undefined || text.trim() === '' ? blankPlan() : text;
  const { plan } = readPlan(before);
  if (plan === undefined) return { why: 'The plan of this board cannot be read as it is: mend it first.' };
  const edit = regionOf(row, board, plan);
  if (edit !== undefined) return { text: applyEdits(before, [edit]) };
  if (!canBeRegion(row.kind)) return { why: undefined };
  return {
    why: 'No region can be made of it: it is less than a page, a part of what a node has, or every name that insmod can give is taken.',
  };
}
