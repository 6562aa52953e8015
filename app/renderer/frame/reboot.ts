/** Whether a board has booted again since this window first saw it, until the user has taken note. */
import { create } from 'zustand';
import type { BoardState } from '../../contract/state.ts';
import { byBoardRenamed, onBoardRenamed } from '../host/board-renamed.ts';

const useSeen = create<{ readonly boots: Readonly<Record<string, number>> }>(() => ({ boots: {} }));

onBoardRenamed((renamed) => useSeen.setState(({ boots }) => ({ boots: byBoardRenamed(boots, renamed) })));

function note(board: string, boot: number): void {
  useSeen.setState(({ boots }) => ({ boots: { ...boots, [board]: boot } }));
}

/** Remembers the first boot that was seen of each board, whether its page is open or not. A boot of 0 is before any connection. */
export function noteBoots(boards: readonly BoardState[]): void {
  const { boots } = useSeen.getState();
  for (const { board, boot } of boards) {
    if (boot > 0 && boots[board.name] === undefined) note(board.name, boot);
  }
}

/** `boot` as in the board's state. */
export function useReboot(board: string, boot: number): { readonly since: number | undefined; dismiss(): void } {
  const seen = useSeen(({ boots }) => boots[board]);
  return { since: seen !== undefined && boot > seen ? seen : undefined, dismiss: () => note(board, boot) };
}
