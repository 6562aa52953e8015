/** What became of a board's overlay when it was tried on this machine; of one text, and of the board as it was then. */
import { create } from 'zustand';
import type { BoardState } from '../../contract/state.ts';
import { byBoardRenamed, onBoardRenamed } from '../host/board-renamed.ts';
import { runTask } from '../host/tasks.ts';
import type { KnownFacts } from '../host/use-facts.ts';
import { sourceText } from './source-store.ts';
import { deviceTrees } from './worker/page-client.ts';
import type { RehearsedMoment } from './worker/protocol.ts';

export interface Rehearsal {
  readonly source: string;
  readonly text: string;
  readonly facts: KnownFacts;
  readonly moments: readonly RehearsedMoment[];
}

export const useRehearsals = create<{ readonly byBoard: Readonly<Record<string, Rehearsal>> }>(() => ({
  byBoard: {},
}));

onBoardRenamed((renamed) => useRehearsals.setState(({ byBoard }) => ({ byBoard: byBoardRenamed(byBoard, renamed) })));

export const rehearseKey = (board: string) => `rehearse:${board}`;

export const isOf = (rehearsal: Rehearsal, source: string, text: string | undefined): boolean =>
  rehearsal.source === source && rehearsal.text === text;

/** By the facts that the worker has been told of the board. */
export async function rehearse({ board: { name } }: BoardState, facts: KnownFacts, source: string): Promise<void> {
  await runTask(rehearseKey(name), `Rehearse ${source}`, async (signal) => {
    const text = sourceText(source) ?? '';
    const moments = await deviceTrees.askTrees(
      'rehearse',
      { board: name, overlays: [{ name: source, text }], moments: ['now', 'atBoot'] },
      signal,
    );
    useRehearsals.setState(({ byBoard }) => ({ byBoard: { ...byBoard, [name]: { source, text, facts, moments } } }));
  });
}
