/** The page's copy of the host's state: it follows `state.watch`, and starts again from a snapshot when a change does not fit. */
import { create } from 'zustand';
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import { applyChange, type BoardState, type HostState } from '../../contract/state.ts';
import type { HostContract } from '../../contract.ts';
import { tellBoardRenamed } from './board-renamed.ts';

interface Kept {
  /** Absent until the first snapshot has come. Kept, and stale, while the host is gone. */
  readonly known: { readonly revision: number; readonly state: HostState } | undefined;
}

export const useHostState = create<Kept>(() => ({ known: undefined }));

/** Undefined while nothing is known of a board of that name. */
export function useBoard(name: string): BoardState | undefined {
  return useHostState(({ known }) => known?.state.boards.find(({ board }) => board.name === name));
}

/** Of a host that closed the stream though nobody asked it to. */
const pauseMs = 500;

/** Follows until the signal fires or the connection ends; never throws. */
export async function followState(
  client: Pick<Client<HostContract>, 'call'>,
  signal: AbortSignal,
  pause = () => new Promise<void>((resolve) => setTimeout(resolve, pauseMs)),
): Promise<void> {
  while (!signal.aborted) {
    // A snapshot begins each stream; what was kept before is shown until it comes.
    let known: Kept['known'];
    try {
      await client.call(
        'state.watch',
        {},
        {
          signal,
          onItem(change) {
            known = applyChange(known, change);
            // Before the boards are listed so: nothing is to be taken for that of a board that is gone.
            if (change.kind === 'renamed') tellBoardRenamed(change);
            useHostState.setState({ known });
          },
        },
      );
    } catch (thrown) {
      const { id } = problemOf(thrown);
      if (id === 'rpc.connection-lost' || id === 'rpc.version-mismatch') return;
    }
    if (!signal.aborted) await pause();
  }
}
