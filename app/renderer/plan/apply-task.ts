/** Applying a plan from this window: as a task, so that it can be cancelled from wherever its steps show. */
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import type { HostContract } from '../../contract.ts';
import { useHostState } from '../host/state-store.ts';
import { runTask } from '../host/tasks.ts';
import type { PlanText } from './text-store.ts';

export const applyKey = (board: string) => `apply:${board}`;

/** Also lasts while the host takes back what was done; the steps come with the board's state. */
export function applyPlan(
  host: Client<HostContract>,
  board: string,
  { text, folder }: Pick<PlanText, 'text' | 'folder'>,
  resume: boolean,
): Promise<boolean> {
  return runTask(applyKey(board), `Apply the plan to ${board}`, async (signal) => {
    try {
      await host.call('plan.apply', { board, text, folder, resume }, { signal, onItem: () => {} });
    } catch (thrown) {
      // The call ends at once when it is cancelled; the host then rolls back.
      if (signal.aborted) await workEnded(board);
      throw thrown;
    }
  });
}

function workEnded(board: string): Promise<void> {
  const runs = () =>
    useHostState.getState().known?.state.boards.find((each) => each.board.name === board)?.work?.outcome === 'running';
  if (!runs()) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = useHostState.subscribe(() => {
      if (runs()) return;
      stop();
      resolve();
    });
  });
}
