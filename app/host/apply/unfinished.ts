/** An apply that did not come to its end: it was interrupted, or runs on another workstation. */
import { type ProblemError, problem } from '../../../remote-helper/rpc/problem.ts';
import type { Transaction } from './journal.ts';

export function unfinished(transactions: readonly Transaction[]): Transaction | undefined {
  return transactions.findLast(({ state }) => state === 'unfinished');
}

export function unfinishedProblem({ plan, who, at, done, next, unknown }: Transaction): ProblemError {
  const doubt = unknown.length === 0 ? '' : `; whether “${unknown.join('”, “')}” was done is to be seen on the board`;
  return problem(
    'plan.unfinished',
    `An apply${plan === '' ? '' : ` of “${plan}”`} that ${who} began at ${at} did not come to its end; it got to its step ${next}${doubt}.`,
    {
      hint: 'plan rollback undoes what it did; plan apply --resume goes on from there. When it still runs there, wait for it.',
      data: {
        plan,
        who,
        at,
        done: done.map(({ title }) => title).filter((title) => !unknown.includes(title)),
        unknown,
      },
    },
  );
}
