/** What was answered to the questions about a region's cache: a plan has no place for it, so the window keeps it. */
import { create } from 'zustand';
import type { CacheAnswers } from '../../plan/cache-questions.ts';
import { byBoardRenamed, onBoardRenamed } from '../host/board-renamed.ts';

type ByDevice = Readonly<Record<string, CacheAnswers>>;

export const useCacheAnswers = create<{ readonly byBoard: Readonly<Record<string, ByDevice>> }>(() => ({
  byBoard: {},
}));

onBoardRenamed((renamed) => useCacheAnswers.setState(({ byBoard }) => ({ byBoard: byBoardRenamed(byBoard, renamed) })));

export function keepAnswers(board: string, device: string, answers: CacheAnswers): void {
  useCacheAnswers.setState(({ byBoard }) => ({
    byBoard: { ...byBoard, [board]: { ...byBoard[board], [device]: answers } },
  }));
}
