/** Drafts of shared ranges by board, kept for the window: what was filled in is there when one comes back. */
import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import type { ShareDraft } from '../../plan/share/share-draft.ts';
import { byBoardRenamed, onBoardRenamed } from '../host/board-renamed.ts';

export const shareSteps = ['range', 'users', 'attributes', 'result'] as const;
export type ShareStep = (typeof shareSteps)[number];

export interface Begun {
  readonly step: ShareStep;
  readonly draft: ShareDraft;
}

interface Shares {
  /** By board. */
  readonly begun: Readonly<Record<string, Begun>>;
  /** Of which board the wizard is open. */
  readonly board: string | undefined;
}

export const useShares = create<Shares>()(
  persist((): Shares => ({ begun: {}, board: undefined }), {
    name: 'uiomem-shares',
    version: 1,
    storage: createJSONStorage(() => sessionStorage),
    partialize: ({ begun }) => ({ begun }),
  }),
);

export const noDraft: ShareDraft = { address: '', size: '', users: [], reason: '' };

export function openShare(board: string): void {
  useShares.setState({ board });
}

/** What was filled in stays. */
export function leaveShare(): void {
  useShares.setState({ board: undefined });
}

export function keepShare(board: string, part: Partial<Begun>): void {
  useShares.setState(({ begun }) => {
    const before = begun[board] ?? { step: 'range', draft: noDraft };
    return { begun: { ...begun, [board]: { ...before, ...part } } };
  });
}

export function dropShare(board: string): void {
  useShares.setState(({ begun }) => {
    const { [board]: _dropped, ...rest } = begun;
    return { begun: rest };
  });
}

onBoardRenamed((renamed) =>
  useShares.setState(({ begun, board }) => ({
    begun: byBoardRenamed(begun, renamed),
    board: board === renamed.name ? renamed.to : board,
  })),
);
