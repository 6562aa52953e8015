/** What was last found in the plan of each board, by its name. */
import { create } from 'zustand';
import type { Problem } from '../../../remote-helper/rpc/problem.ts';
import type { Finding } from '../../plan/finding.ts';
import { byBoardRenamed, onBoardRenamed } from '../host/board-renamed.ts';

export interface Lint {
  /** Absent until the text was judged once. */
  readonly findings: readonly Finding[] | undefined;
  /** What could not be judged, as sentences. */
  readonly notRun: readonly string[];
  /** Why nothing could be judged. */
  readonly failure: Problem | undefined;
  /** The findings are of an earlier text. */
  readonly stale: boolean;
}

export const notLinted: Lint = { findings: undefined, notRun: [], failure: undefined, stale: true };

export const useLints = create<{ readonly byBoard: Readonly<Record<string, Lint>> }>(() => ({ byBoard: {} }));

onBoardRenamed((renamed) => useLints.setState(({ byBoard }) => ({ byBoard: byBoardRenamed(byBoard, renamed) })));

export function changeLint(board: string, part: Partial<Lint>): void {
  useLints.setState(({ byBoard }) => ({
    byBoard: { ...byBoard, [board]: { ...(byBoard[board] ?? notLinted), ...part } },
  }));
}

export function forgetLint(board: string): void {
  useLints.setState(({ byBoard }) => {
    const { [board]: _left, ...others } = byBoard;
    return { byBoard: others };
  });
}
