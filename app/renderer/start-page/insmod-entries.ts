/** What can be done with a line that loads the driver by hand. Loaded late: it reads and writes plans. */
import { planFromInsmod } from '../../plan/insmod-plan.ts';
import { insmodEntry } from '../command-palette/insmod-entry.ts';
import { type InsmodEntries, noBoard, type StartEntry } from './start-entry.ts';

/** For each board, since a plan is of one; those whose plan cannot take it are left out where another's can. */
export const insmodEntries: InsmodEntries = (line, boards, acts) => {
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
};
