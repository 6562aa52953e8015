/** Taking an apply back, newest step first. */
import { problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { StepEvent } from '../../contract/plan.ts';
import type { BoardSession } from '../session/session.ts';
import { helperIsLost, linkIsLost, listsText, StepsTaken } from '../session/steps-taken.ts';
import type { ApplyJournal, Transaction } from './journal.ts';
import { performUndo } from './undo.ts';

export type Tell = (event: StepEvent) => Promise<void>;

/**
 * Undoes what a transaction did and is not undone yet; answers how many steps. Runs to its end whatever the caller's signal
 * says. Throws `plan.rollback-failed` at the first step that cannot be undone: the journal keeps it and those before it. With
 * `link.lost`, and `board.held` after a take-over, come the steps that are undone, not undone and unknown.
 */
export async function undoAll(
  session: BoardSession,
  journal: ApplyJournal,
  { id, done }: Pick<Transaction, 'id' | 'done'>,
  tell: Tell,
): Promise<number> {
  const steps = done.toReversed();
  const taken = new StepsTaken(steps.map(({ title }) => title));
  try {
    return await undoEach(session, journal, { id, steps }, tell, taken);
  } catch (thrown) {
    const found = problemOf(thrown);
    if (found.id !== 'board.held') throw taken.told(thrown, 'plan rollback goes on from there, from any workstation.');
    const { lists } = taken;
    throw problem(found.id, `${found.message} The roll back ends here. ${listsText(lists)}`, {
      hint: 'Whoever holds the board can go on with plan rollback.',
      data: { ...found.data, ...lists },
      cause: thrown,
    });
  }
}

async function undoEach(
  session: BoardSession,
  journal: ApplyJournal,
  { id, steps }: { readonly id: string; readonly steps: Transaction['done'] },
  tell: Tell,
  taken: StepsTaken,
): Promise<number> {
  for (const { index, title, undo } of steps) {
    const started = performance.now();
    try {
      taken.begin(title);
      await performUndo(undo, session).catch(async (thrown) => {
        // A new one was started, and an undo finds what the one before had done of it.
        if (!helperIsLost(thrown)) throw thrown;
        await performUndo(undo, session);
      });
      taken.end();
    } catch (thrown) {
      const found = problemOf(thrown);
      await tell({
        index,
        title,
        state: 'undo-failed',
        text: found.message,
        milliseconds: performance.now() - started,
      });
      if (found.id === 'board.held') taken.refused();
      if (found.id === 'board.held' || linkIsLost(thrown)) throw thrown;
      throw problem('plan.rollback-failed', `“${title}” could not be undone: ${found.message}`, {
        hint: `${found.hint === undefined ? '' : `${found.hint} `}Then run plan rollback: it goes on from here.`,
        data: { step: index, problem: { ...found }, ...taken.lists },
        cause: thrown,
      });
    }
    await journal.write({ format: 1, event: 'undone', apply: id, index });
    await tell({ index, title, state: 'undone', milliseconds: performance.now() - started });
  }
  await journal.write({ format: 1, event: 'end', apply: id, outcome: 'rolled-back', at: new Date().toISOString() });
  await journal.tidy();
  return steps.length;
}
