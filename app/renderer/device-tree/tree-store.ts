/** The device-tree window of each board: which source it is about, on which of its ways it is, and what is unfolded; of this page. */
import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import { byBoardRenamed, onBoardRenamed } from '../host/board-renamed.ts';

/** It is written, put onto the board's tree on this machine, and brought to the board. */
export type TreeStage = 'edit' | 'rehearse' | 'apply';
/** `changes`: from what its file holds. */
export type SourceView = 'text' | 'both' | 'form' | 'changes';

export interface TreeWindow {
  /** By its name in `useSources`; absent: none was chosen. */
  readonly source?: string;
  readonly stage: TreeStage;
  readonly view: SourceView;
  readonly filter: string;
  readonly unfolded: readonly string[];
  /** The node of the board's tree that is looked at. */
  readonly node?: string;
}

export const freshWindow: TreeWindow = { stage: 'edit', view: 'text', filter: '', unfolded: ['/'] };

interface TreeWindows {
  readonly byBoard: Readonly<Record<string, TreeWindow>>;
  change(board: string, part: Partial<TreeWindow>): void;
}

export const useTreeWindows = create<TreeWindows>()(
  persist(
    (set) => ({
      byBoard: {},
      change: (board, part) =>
        set(({ byBoard }) => ({ byBoard: { ...byBoard, [board]: { ...(byBoard[board] ?? freshWindow), ...part } } })),
    }),
    {
      name: 'uiomem-trees',
      version: 1,
      storage: createJSONStorage(() => sessionStorage),
      partialize: ({ byBoard }) => ({ byBoard }),
    },
  ),
);

onBoardRenamed((renamed) => useTreeWindows.setState(({ byBoard }) => ({ byBoard: byBoardRenamed(byBoard, renamed) })));

export const useTreeWindow = (board: string): TreeWindow =>
  useTreeWindows(({ byBoard }) => byBoard[board]) ?? freshWindow;
