/** What the host tells of a board's module beside the state: what was built, what lies on the board, and who holds its devices. */
import { useEffect } from 'react';
import { create } from 'zustand';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { ModuleStatus } from '../../contract/module.ts';
import type { BoardState } from '../../contract/state.ts';
import { byBoardRenamed, onBoardRenamed } from '../host/board-renamed.ts';
import { useHost } from '../host/host-context.tsx';
import { useLink } from '../host/link.ts';

export interface KnownStatus {
  readonly built: ModuleStatus['built'];
  /** Absent while the board cannot be asked. */
  readonly board?: Omit<ModuleStatus, 'built'>;
}

interface Known {
  readonly status?: KnownStatus;
  readonly problem?: Problem;
  readonly asking: boolean;
}

const useKnown = create<{
  readonly byBoard: Readonly<Record<string, Known>>;
  /** Counts what was done here that may have changed it. */
  readonly done: number;
}>(() => ({ byBoard: {}, done: 0 }));

onBoardRenamed((renamed) => useKnown.setState(({ byBoard }) => ({ byBoard: byBoardRenamed(byBoard, renamed) })));

/** It is asked anew, by whoever shows it. */
export function statusChanged(): void {
  useKnown.setState(({ done }) => ({ done: done + 1 }));
}

/** Asked when the board or its driver is another, and after what was done here; what was known stays until the answer. */
export function useModuleStatus({ board: { name }, boot, connection, driver, devices }: BoardState) {
  const host = useHost();
  const isLinked = useLink(({ link }) => link.state === 'open');
  const known = useKnown(({ byBoard }) => byBoard[name]);
  const done = useKnown((all) => all.done);
  const isOpen = connection.state === 'open';
  const key = JSON.stringify([boot, isOpen, driver?.srcversion, driver?.parameters, devices?.length, done]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says what it depends on.
  useEffect(() => {
    if (!isLinked) return;
    const abort = new AbortController();
    const { signal } = abort;
    const put = (part: Partial<Known>) =>
      useKnown.setState(({ byBoard }) => ({
        byBoard: { ...byBoard, [name]: { asking: false, ...byBoard[name], ...part } },
      }));
    const ask = async (): Promise<KnownStatus> => {
      if (!isOpen) return await host.call('module.list', {}, { signal });
      const { built, ...board } = await host.call('module.status', { board: name }, { signal });
      return { built, board };
    };
    put({ asking: true });
    ask().then(
      (status) => useKnown.setState(({ byBoard }) => ({ byBoard: { ...byBoard, [name]: { status, asking: false } } })),
      (thrown: unknown) => {
        if (!signal.aborted) put({ asking: false, problem: problemOf(thrown) });
      },
    );
    return () => abort.abort();
  }, [host, isLinked, name, key]);
  return { status: known?.status, problem: known?.problem, asking: known?.asking ?? true };
}
