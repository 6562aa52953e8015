/** What was looked at, brought to a board and taken from it by this window; kept while the window lives. */
import { create } from 'zustand';
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { StandingTree, TreePreview, TreeWay, TreeWayId } from '../../contract/device-tree.ts';
import type { StepEvent } from '../../contract/plan.ts';
import type { Work } from '../../contract/state.ts';
import { refuseOversized } from '../../contract/tree-bytes.ts';
import type { HostContract } from '../../contract.ts';
import { byBoardRenamed, onBoardRenamed } from '../host/board-renamed.ts';
import { runTask, stopTask, useTasks } from '../host/tasks.ts';

export interface Ways {
  readonly ways: readonly TreeWay[];
  readonly standing: readonly StandingTree[];
  /** What to do at the bench when the board does not come back from a restart, in order. */
  readonly recovery?: readonly string[] | undefined;
}

/** What is meant to be brought: `words` of kernel arguments, `overlay` of every other way. */
export interface Meant {
  readonly way: TreeWayId;
  readonly name: string;
  readonly words?: readonly string[];
  readonly overlay?: Uint8Array;
}

export interface Previewed {
  readonly of: string;
  readonly preview: TreePreview;
}

interface Bringing {
  readonly ways: Readonly<Record<string, Ways>>;
  readonly previews: Readonly<Record<string, Previewed>>;
  /** The newest of each board, as a list of steps. */
  readonly works: Readonly<Record<string, Work>>;
  /** What it told at its end, as sentences. */
  readonly told: Readonly<Record<string, readonly string[]>>;
}

export const useBringing = create<Bringing>(() => ({ ways: {}, previews: {}, works: {}, told: {} }));

onBoardRenamed((renamed) =>
  useBringing.setState(({ ways, previews, works, told }) => ({
    ways: byBoardRenamed(ways, renamed),
    previews: byBoardRenamed(previews, renamed),
    works: byBoardRenamed(works, renamed),
    told: byBoardRenamed(told, renamed),
  })),
);

export const waysKey = (board: string) => `tree-ways:${board}`;
export const previewKey = (board: string) => `tree-preview:${board}`;
export const bringKey = (board: string) => `tree-bring:${board}`;
export const rebootKey = (board: string) => `tree-reboot:${board}`;

export async function askWays(host: Client<HostContract>, board: string): Promise<void> {
  await runTask(waysKey(board), `Ask what ${board} can do with a device tree`, async (signal) => {
    const found = await host.call('deviceTree.ways', { board }, { signal });
    useBringing.setState(({ ways }) => ({ ways: { ...ways, [board]: found } }));
  });
}

/** After something was done: who is being answered was asking before. */
async function askWaysAnew(host: Client<HostContract>, board: string): Promise<void> {
  await stopTask(waysKey(board));
  await askWays(host, board);
}

/** One text for each thing that can be meant. */
export const meantKey = ({ way, name, words = [] }: Meant, text: string | undefined): string =>
  JSON.stringify([way, name, words, way === 'kernel-arguments' ? '' : text]);

const inputOf = (board: string, { way, name, words }: Meant) => ({
  board,
  way,
  name,
  ...(words !== undefined && { arguments: [...words] }),
});

export async function askPreview(host: Client<HostContract>, board: string, meant: Meant, of: string): Promise<void> {
  await runTask(previewKey(board), 'Look what it would do', async (signal) => {
    refuseOversized('The overlay', meant.overlay?.length ?? 0);
    const preview = await host.call('deviceTree.preview', inputOf(board, meant), {
      signal,
      ...(meant.overlay !== undefined && { bytes: meant.overlay }),
    });
    useBringing.setState(({ previews }) => ({ previews: { ...previews, [board]: { of, preview } } }));
  });
}

/** Runs work of steps, which is shown as it goes; asks for the ways anew at its end. */
async function working(
  host: Client<HostContract>,
  board: string,
  kind: Work['kind'],
  what: string,
  run: (signal: AbortSignal, onItem: (event: StepEvent) => void) => Promise<readonly string[]>,
): Promise<boolean> {
  const put = (change: (work: Work) => Work) =>
    useBringing.setState(({ works }) => {
      const work = works[board];
      return work === undefined ? {} : { works: { ...works, [board]: change(work) } };
    });
  const done = await runTask(bringKey(board), what, async (signal) => {
    const work: Work = { id: what, kind, plan: '', startedAt: new Date().toISOString(), steps: [], outcome: 'running' };
    useBringing.setState(({ works, told }) => ({
      works: { ...works, [board]: work },
      told: { ...told, [board]: [] },
    }));
    try {
      const told = await run(signal, (event) =>
        put(({ steps, ...rest }) => ({ ...rest, steps: withEvent(steps, event) })),
      );
      put((before) => ({ ...before, outcome: 'done' }));
      useBringing.setState((state) => ({ told: { ...state.told, [board]: told } }));
    } catch (thrown) {
      const found = problemOf(thrown);
      put((before) => ({ ...before, outcome: found.id === 'cancelled' ? 'cancelled' : 'failed', problem: found }));
      throw thrown;
    }
  });
  // What it would do now is another thing.
  useBringing.setState(({ previews: { [board]: _done, ...previews } }) => ({ previews }));
  await askWaysAnew(host, board);
  return done;
}

function withEvent(steps: Work['steps'], event: StepEvent): Work['steps'] {
  const before = steps.find(({ index }) => index === event.index);
  const text = [before?.text, event.text].filter((each) => each !== undefined).join('');
  const next = { ...before, ...event, ...(text !== '' && { text }) };
  return before === undefined ? [...steps, next] : steps.map((each) => (each === before ? next : each));
}

/** As it was looked at. */
export async function bring(
  host: Client<HostContract>,
  board: string,
  meant: Meant,
  { reviewed }: TreePreview,
): Promise<void> {
  const what = meant.way === 'run-time' ? `Apply ${meant.name} to ${board}` : `Install ${meant.name} on ${board}`;
  await working(host, board, 'apply', what, async (signal, onItem) => {
    const { told, devices } = await host.call(
      'deviceTree.apply',
      { ...inputOf(board, meant), reviewed },
      { signal, onItem, ...(meant.overlay !== undefined && { bytes: meant.overlay }) },
    );
    return [
      ...(devices.length === 0 ? [] : [`${devices.map((each) => `/dev/${each}`).join(', ')} came to be.`]),
      ...told,
    ];
  });
}

export type ChangedSince = 'refuse' | 'discard' | 'keep';

export async function takeAway(
  host: Client<HostContract>,
  board: string,
  { name, way }: StandingTree,
  how: { readonly unload: boolean; readonly changed: ChangedSince },
): Promise<void> {
  await working(host, board, 'rollback', `Remove ${name} from ${board}`, async (signal, onItem) => {
    const { told } = await host.call('deviceTree.remove', { board, name, way, ...how }, { signal, onItem });
    return told;
  });
}

export async function restoreBoot(host: Client<HostContract>, board: string, changed: ChangedSince): Promise<void> {
  await working(host, board, 'rollback', `Restore the boot files of ${board}`, async (signal, onItem) => {
    const { told } = await host.call('deviceTree.restore', { board, changed }, { signal, onItem });
    return told;
  });
}

export async function reboot(host: Client<HostContract>, board: string): Promise<void> {
  await runTask(rebootKey(board), `Restart ${board}`, async (signal, tell) => {
    await host.call('deviceTree.reboot', { board }, { signal, onProgress: ({ text }) => tell(text) });
  });
  await askWaysAnew(host, board);
}

/** The newest failure of bringing or taking is not shown any more. */
export function forgetBringing(board: string): void {
  useBringing.setState(({ works }) => {
    const { [board]: _gone, ...rest } = works;
    return { works: rest };
  });
  useTasks.setState(({ failed }) => {
    const { [bringKey(board)]: _failed, ...rest } = failed;
    return { failed: rest };
  });
}
