/** The text of each board's plan, kept for the window: a reload, or another tab in front, loses none of it. */
import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import type { TextHome } from '../editor/text-home.ts';
import { byBoardRenamed, onBoardRenamed } from '../host/board-renamed.ts';
import { changed, type History, noHistory, redone, undone } from './history.ts';

export interface PlanText {
  readonly text: string;
  /** Of the file, or what it would be called. */
  readonly name: string;
  /** Where relative paths in it start, absolute. */
  readonly folder: string;
  /** Its file on the host's machine, with what that holds and the digest of it; absent while it has none that is known. */
  readonly file?: { readonly path: string; readonly text: string; readonly digest: string };
}

interface Texts {
  /** By board. */
  readonly texts: Readonly<Record<string, PlanText>>;
  /** By board; of this page only. */
  readonly histories: Readonly<Record<string, History<PlanText>>>;
  /** Another plan. */
  put(board: string, text: PlanText): void;
  /** The same plan, changed; `apart`: undone by itself, as what a button does. */
  change(board: string, part: Partial<Pick<PlanText, 'text' | 'folder' | 'name'>>, apart?: boolean): void;
  /** Its file holds this now; `name` and `folder` follow. */
  saved(board: string, file: NonNullable<PlanText['file']>): void;
  undo(board: string): void;
  redo(board: string): void;
}

export const usualName = 'bringup.yaml';

/** Where relative paths start when not even the host tells the user's folder. */
export const rootFolder = '/';

/** Pure. There is something that only this window has. */
export const isUnsaved = ({ text, file }: PlanText): boolean => text.trim() !== '' && text !== file?.text;

/** Pure. A plan as it was read. */
export function planOfFile(read: {
  readonly path: string;
  readonly name: string;
  readonly folder: string;
  readonly text: string;
  readonly digest: string;
}): PlanText {
  const { path, name, folder, text, digest } = read;
  return { name, folder, text, file: { path, text, digest } };
}

export const useTexts = create<Texts>()(
  persist(
    (set) => {
      /** The text after a change, and what can be undone then. */
      const next = ({ texts, histories }: Texts, board: string, text: PlanText, apart: boolean): Partial<Texts> => {
        const before = texts[board];
        const history = histories[board] ?? noHistory;
        return {
          texts: { ...texts, [board]: text },
          ...(before !== undefined &&
            before.text !== text.text && {
              histories: { ...histories, [board]: changed(history, before, performance.now(), apart) },
            }),
        };
      };
      const step = (by: typeof undone | typeof redone) => (board: string) =>
        set(({ texts, histories }) => {
          const now = texts[board];
          const found = now === undefined ? undefined : by(histories[board] ?? noHistory, now);
          if (found === undefined) return {};
          return {
            texts: { ...texts, [board]: found.version },
            histories: { ...histories, [board]: found.history },
          };
        });
      return {
        texts: {},
        histories: {},
        put: (board, text) => set((state) => next(state, board, text, true)),
        change: (board, part, apart = false) =>
          set((state) => {
            const before = state.texts[board];
            return before === undefined ? {} : next(state, board, { ...before, ...part }, apart);
          }),
        saved: (board, file) =>
          set(({ texts }) => {
            const before = texts[board];
            if (before === undefined) return {};
            const slash = file.path.lastIndexOf('/');
            const [folder, name] = [file.path.slice(0, slash) || rootFolder, file.path.slice(slash + 1)];
            return { texts: { ...texts, [board]: { ...before, name, folder, file } } };
          }),
        undo: step(undone),
        redo: step(redone),
      };
    },
    {
      name: 'uiomem-plans',
      version: 1,
      storage: createJSONStorage(() => sessionStorage),
      partialize: ({ texts }) => ({ texts }),
    },
  ),
);

export const planHome = (board: string): TextHome => ({
  read: () => useTexts.getState().texts[board]?.text,
  put: (text) => useTexts.getState().change(board, { text }),
  subscribe: (changed) => useTexts.subscribe(changed),
});

onBoardRenamed((renamed) =>
  useTexts.setState(({ texts, histories }) => ({
    texts: byBoardRenamed(texts, renamed),
    histories: byBoardRenamed(histories, renamed),
  })),
);
