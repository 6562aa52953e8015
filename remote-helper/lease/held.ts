/** What one is told who would change a board that another holds. */
import type { LeaseHolder } from '../contract/lease.ts';
import { problem } from '../rpc/problem.ts';

export function held(by: LeaseHolder, since: string): Error {
  return problem(
    'board.held',
    `The board cannot be changed from here: ${by.who} (${by.program}) has held it since ${since}. Looking is possible.`,
    {
      hint: 'Ask them, or take it over, which makes their side read-only: --take-over on the command line, Take over in the window.',
      data: { by, since },
    },
  );
}
