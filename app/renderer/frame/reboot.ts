/** Whether a board has booted again since this window first saw it, until the user has taken note. */
import { useEffect } from 'react';
import { create } from 'zustand';

const useSeen = create<{ readonly boots: Readonly<Record<string, number>> }>(() => ({ boots: {} }));

function note(board: string, boot: number): void {
  useSeen.setState(({ boots }) => ({ boots: { ...boots, [board]: boot } }));
}

/** `boot` as in the board's state: 0 before the first connection. */
export function useReboot(board: string, boot: number): { readonly since: number | undefined; dismiss(): void } {
  const seen = useSeen(({ boots }) => boots[board]);
  useEffect(() => {
    if (seen === undefined || seen === 0) note(board, boot);
  }, [board, boot, seen]);
  return { since: seen !== undefined && seen > 0 && boot > seen ? seen : undefined, dismiss: () => note(board, boot) };
}
