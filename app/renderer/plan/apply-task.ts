/** Applying a plan from this window: as a task, so that it can be cancelled from wherever its steps show. */
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import type { Problem } from '../../../remote-helper/rpc/problem.ts';
import type { HostContract } from '../../contract.ts';
import type { Reviewed } from '../../plan/review/reviewed.ts';
import { useHostState } from '../host/state-store.ts';
import { runTask, useTasks } from '../host/tasks.ts';
import { showPlanStage } from './plan-view.ts';
import type { PlanText } from './text-store.ts';

export const applyKey = (board: string) => `apply:${board}`;

/** The board, or what applying would do, is not as it was reviewed. */
export const changedIds: readonly string[] = ['plan.board-rebooted', 'plan.board-changed', 'plan.steps-changed'];

/** Pure. Nothing of the plan was done on the board: it is for the review to say why. */
export function isRefusal({ id, data }: Pick<Problem, 'id' | 'data'>): boolean {
  if (id === 'board.held') return data?.notDone === undefined;
  return [...changedIds, 'plan.unfinished', 'plan.lint', 'plan.busy', 'board.lost'].includes(id);
}

/**
 * Shows the result at once, and the review again when it was refused. Also lasts while the host takes back what was done; the
 * steps come with the board's state.
 */
export async function applyPlan(
  host: Client<HostContract>,
  board: string,
  { text, folder }: Pick<PlanText, 'text' | 'folder'>,
  how: { readonly resume: boolean; readonly reviewed: Reviewed },
): Promise<void> {
  showPlanStage(board, 'result');
  await runTask(applyKey(board), `Apply the plan to ${board}`, async (signal) => {
    try {
      await host.call('plan.apply', { board, text, folder, ...how }, { signal, onItem: () => {} });
    } catch (thrown) {
      // The call ends at once when it is cancelled; the host then rolls back.
      if (signal.aborted) await workEnded(board);
      throw thrown;
    }
  });
  const failure = useTasks.getState().failed[applyKey(board)];
  if (failure !== undefined && isRefusal(failure)) showPlanStage(board, 'review');
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
