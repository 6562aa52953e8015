/** The text of each board's plan, kept for the window: a reload, or another tab in front, loses none of it. */

import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import { byBoardRenamed, onBoardRenamed } from '../host/board-renamed.ts';

export interface PlanText {
  readonly text: string;
  /** Of the file, or what it would be called. */
  readonly name: string;
  /** Where relative paths in it start, absolute. */
  readonly folder: string;
}

interface Texts {
  /** By board. */
  readonly texts: Readonly<Record<string, PlanText>>;
  put(board: string, text: PlanText): void;
  change(board: string, part: Partial<PlanText>): void;
}

export const usualName = 'bringup.yaml';

/** Where relative paths start when not even the host tells the user's folder. */
export const rootFolder = '/';

export const useTexts = create<Texts>()(
  persist(
    (set) => ({
      texts: {},
      put: (board, text) => set(({ texts }) => ({ texts: { ...texts, [board]: text } })),
      change: (board, part) =>
        set(({ texts }) => {
          const before = texts[board];
          return before === undefined ? {} : { texts: { ...texts, [board]: { ...before, ...part } } };
        }),
    }),
    { name: 'uiomem-plans', version: 1, storage: createJSONStorage(() => sessionStorage) },
  ),
);

onBoardRenamed((renamed) => useTexts.setState(({ texts }) => ({ texts: byBoardRenamed(texts, renamed) })));
