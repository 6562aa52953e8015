/** Taking an apply back, newest step first. */
import { problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { StepEvent } from '../../contract/plan.ts';
import type { BoardSession } from '../session/session.ts';
import type { ApplyJournal, Transaction } from './journal.ts';
import { performUndo } from './undo.ts';

export type Tell = (event: StepEvent) => Promise<void>;

/**
 * Undoes what a transaction did and is not undone yet; answers how many steps. Runs to its end whatever the caller's signal
 * says. Throws `plan.rollback-failed` at the first step that cannot be undone: the journal keeps it and those before it.
 */
export async function undoAll(
  session: BoardSession,
  journal: ApplyJournal,
  { id, done }: Pick<Transaction, 'id' | 'done'>,
  tell: Tell,
): Promise<number> {
  for (const { index, title, undo } of done.toReversed()) {
    const started = performance.now();
    try {
      await performUndo(undo, session);
    } catch (thrown) {
      const found = problemOf(thrown);
      await tell({
        index,
        title,
        state: 'undo-failed',
        text: found.message,
        milliseconds: performance.now() - started,
      });
      throw problem('plan.rollback-failed', `“${title}” could not be undone: ${found.message}`, {
        hint: `${found.hint === undefined ? '' : `${found.hint} `}Then run plan rollback: it goes on from here.`,
        data: { step: index, problem: { ...found } },
        cause: thrown,
      });
    }
    await journal.write({ format: 1, event: 'undone', apply: id, index });
    await tell({ index, title, state: 'undone', milliseconds: performance.now() - started });
  }
  await journal.write({ format: 1, event: 'end', apply: id, outcome: 'rolled-back' });
  await journal.tidy();
  return done.length;
}
