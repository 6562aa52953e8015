/** What each kind of failed connection is shown with. */
import type { ReactNode } from 'react';
import type { Board } from '../../contract/board.ts';
import type { ToldProblem } from '../components/banner.tsx';

export interface FailureProps {
  readonly board: Board;
  readonly problem: ToldProblem & { readonly data?: Readonly<Record<string, unknown>> | undefined };
  /** It is the answer to what the user did in this window, so what is wanted is asked for at once. */
  readonly justNow: boolean;
  /** The button that tries again. */
  readonly again: ReactNode;
}
