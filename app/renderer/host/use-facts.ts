/** A board's facts and the manual of its kind, kept while the window lives: asked anew when the board changed. */
import { useEffect, useState } from 'react';
import { create } from 'zustand';
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import type { BoardState } from '../../contract/state.ts';
import type { BoardProfile } from '../../plan/profile.ts';
import { byBoardRenamed, onBoardRenamed } from './board-renamed.ts';
import { useHost } from './host-context.tsx';
import { useLink } from './link.ts';
import { forgetFailure, runTask, useFailure, useTask } from './tasks.ts';

export interface KnownFacts {
  readonly board: BoardFacts;
  readonly profile: BoardProfile;
  /** Why this profile. */
  readonly because: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

interface Kept extends KnownFacts {
  /** What of the board's state they were asked for, and under which of its boots. */
  readonly key: string;
  readonly boot: number;
}

const useKept = create<{ readonly byBoard: Readonly<Record<string, Kept>> }>(() => ({ byBoard: {} }));

onBoardRenamed((renamed) => useKept.setState(({ byBoard }) => ({ byBoard: byBoardRenamed(byBoard, renamed) })));

/** Changes with what the facts say, as far as the host tells of it by itself. */
const keyOf = ({ boot, devices, driver }: BoardState): string =>
  JSON.stringify([boot, driver?.srcversion, devices?.map(({ device }) => [device.name, String(device.address)])]);

export function useFacts(state: BoardState) {
  const host = useHost();
  const { name } = state.board;
  const kept = useKept(({ byBoard }) => byBoard[name]);
  const taskKey = `facts:${name}`;
  const task = useTask(taskKey);
  const failure = useFailure(taskKey);
  const key = keyOf(state);
  // A host that is gone has told nothing of the board, and is asked again when it is back.
  const isLinked = useLink(({ link }) => link.state === 'open');
  const isOpen = state.connection.state === 'open' && isLinked;
  const [givenUp, setGivenUp] = useState<string | undefined>();
  const refresh = async () => {
    const done = await runTask(taskKey, `Ask ${name} what it is`, async (signal) => {
      const board = await host.call('board.facts', { board: name }, { signal });
      const { profile, because } = await host.call('profile.of', { board: name }, { signal });
      useKept.setState(({ byBoard }) => ({
        byBoard: { ...byBoard, [name]: { board, profile, because, at: Date.now(), key, boot: state.boot } },
      }));
    });
    // What somebody cancelled is not asked again by itself.
    if (!done) setGivenUp(key);
  };
  // Another connection is another try.
  useEffect(() => {
    if (!isOpen) return;
    forgetFailure(taskKey);
    setGivenUp(undefined);
  }, [isOpen, taskKey]);
  const isDue = isOpen && kept?.key !== key && givenUp !== key && task === undefined && failure === undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each state of the board; the rest is made anew at each look.
  useEffect(() => {
    if (isDue) void refresh();
  }, [isDue, key]);
  // What is known of another boot is void.
  const known: KnownFacts | undefined = kept?.boot === state.boot ? kept : undefined;
  return { known, task, failure, refresh: () => void refresh(), isOpen };
}
