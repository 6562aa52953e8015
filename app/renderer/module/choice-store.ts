/** By board, where its module is from: kept with the workbench's layout, over reloads and starts. */
import { create } from 'zustand';
import { byBoardRenamed, onBoardRenamed } from '../host/board-renamed.ts';
import { type Choice, choice, firstChoice } from './choice.ts';

export const useChoices = create<{ readonly byBoard: Readonly<Record<string, Choice>> }>(() => ({ byBoard: {} }));

onBoardRenamed((renamed) => useChoices.setState(({ byBoard }) => ({ byBoard: byBoardRenamed(byBoard, renamed) })));

export const choiceOf = (board: string): Choice => useChoices.getState().byBoard[board] ?? firstChoice;
export const useChoice = (board: string): Choice => useChoices(({ byBoard }) => byBoard[board] ?? firstChoice);

export function choose(board: string, part: Partial<Choice>): void {
  useChoices.setState(({ byBoard }) => ({
    byBoard: { ...byBoard, [board]: { ...(byBoard[board] ?? firstChoice), ...part } },
  }));
}

export const keptChoices = (): Readonly<Record<string, Choice>> => useChoices.getState().byBoard;

/** What is no choice, as from another version, is left out. */
export function restoreChoices(kept: unknown): void {
  if (typeof kept !== 'object' || kept === null) return;
  const byBoard = Object.fromEntries(
    Object.entries(kept).flatMap(([board, value]) => {
      const { data } = choice.safeParse(value);
      return data === undefined ? [] : [[board, data] as const];
    }),
  );
  useChoices.setState({ byBoard });
}
