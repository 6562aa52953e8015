/** What can be done with a line that loads the driver by hand. Loaded late: it reads and writes plans. */
import type { Problem } from '../../../remote-helper/rpc/problem.ts';
import type { BoardState } from '../../contract/state.ts';
import { planFromInsmod } from '../../plan/insmod-plan.ts';
import { insmodEntry } from '../command-palette/insmod-entry.ts';
import { noBoard, type StartActs, type StartEntry } from './entries.ts';

/** For each board, since a plan is of one; those whose plan cannot take it are left out where another's can. */
export function insmodEntries(
  line: string,
  boards: readonly BoardState[],
  acts: Pick<StartActs, 'openPlan'>,
): { readonly entries: readonly StartEntry[]; readonly problem?: Problem } {
  const made = planFromInsmod(line);
  if ('why' in made) return { entries: [], problem: { id: 'plan.no-insmod-line', message: made.why } };
  if (boards.length === 0) return { entries: [], problem: noBoard };
  const tried = boards.map((state) => insmodEntry(line, state, acts.openPlan));
  const entries = tried
    .filter((each) => typeof each !== 'string')
    .map(({ title, run }, index): StartEntry => ({ id: `insmod ${index}`, icon: 'file-code', title, run }));
  const why = tried.find((each) => typeof each === 'string');
  if (entries.length > 0 || why === undefined) return { entries };
  return { entries, problem: { id: 'start.plan-not-fit', message: why } };
}
