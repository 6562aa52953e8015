/** What can be done with a line that was typed, and with what. */
import type { Problem } from '../../../remote-helper/rpc/problem.ts';
import type { BoardState } from '../../contract/state.ts';

export interface StartEntry {
  readonly id: string;
  readonly icon: string;
  readonly title: string;
  readonly about?: string;
  run(): void;
}

export interface StartActs {
  openBoard(name: string): void;
  /** A board's plan has got what was typed. */
  openPlan(board: string): void;
  addBoard(where: string): void;
  openFile(path: string, board: string): void;
  openSource(path: string): void;
}

export const noBoard: Problem = {
  id: 'start.no-board',
  message: 'There is no board yet that the plan could be for.',
  hint: 'Add a board, or start the emulated one; then open the plan again.',
};

/** What can be done with a line that loads the driver by hand; why nothing can. */
export type InsmodEntries = (
  line: string,
  boards: readonly BoardState[],
  acts: Pick<StartActs, 'openPlan'>,
) => { readonly entries: readonly StartEntry[]; readonly problem?: Problem };
