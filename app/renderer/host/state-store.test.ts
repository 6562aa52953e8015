import { beforeEach, expect, it } from 'vitest';
import { connectClient } from '../../../remote-helper/rpc/client.ts';
import { pair } from '../../../remote-helper/rpc/pair.ts';
import { serve } from '../../../remote-helper/rpc/server.ts';
import { type BoardState, type StateChange, stateContract } from '../../contract/state.ts';
import { onBoardRenamed } from './board-renamed.ts';
import { followState, useHostState } from './state-store.ts';

const board = (name: string, boot = 0): BoardState => ({
  board: { name, host: name, port: 22, user: 'root' },
  connection: { state: 'closed' },
  boot,
  lease: { held: 'nobody' },
});
const snapshot = (revision: number, ...boards: BoardState[]): StateChange => ({
  kind: 'snapshot',
  revision,
  state: { boards },
});
const names = () => useHostState.getState().known?.state.boards.map(({ board: { name }, boot }) => `${name}/${boot}`);

beforeEach(() => useHostState.setState({ known: undefined }));

/** Streams one list after the other; the last stays open. */
function follow(...streams: StateChange[][]) {
  const [near, far] = pair();
  let asked = 0;
  serve(
    stateContract,
    {
      'state.watch': async (_input, { item, signal }) => {
        const changes = streams[asked] ?? [];
        asked += 1;
        for (const change of changes) await item(change);
        if (asked >= streams.length) await new Promise((resolve) => signal.addEventListener('abort', resolve));
        return {};
      },
    },
    far,
  );
  const client = connectClient(stateContract, near);
  const stop = new AbortController();
  const followed = followState(client as never, stop.signal, async () => {});
  return { client, stop, followed, asked: () => asked };
}

it('follows a snapshot and its changes', async () => {
  const { client, followed } = follow([
    snapshot(4, board('a')),
    { kind: 'board', revision: 5, index: 0, board: board('b') },
    { kind: 'board', revision: 6, index: 1, board: board('a', 2) },
    { kind: 'removed', revision: 7, name: 'b' },
  ]);
  await expect.poll(names).toEqual(['a/2']);
  expect(useHostState.getState().known?.revision).toBe(7);
  await client.close();
  await followed;
  // Kept, though stale.
  expect(names()).toEqual(['a/2']);
});

it('begins again from a snapshot when a change was missed', async () => {
  const { stop, followed, asked } = follow(
    [snapshot(1, board('a')), { kind: 'board', revision: 3, index: 0, board: board('a', 9) }],
    [snapshot(8, board('a', 3))],
  );
  await expect.poll(names).toEqual(['a/3']);
  expect(asked()).toBe(2);
  stop.abort();
  await followed;
});

it('takes a snapshot of a lower revision from a host that was started anew', async () => {
  const { stop, followed } = follow([snapshot(40, board('a'))], [snapshot(1, board('b'))]);
  await expect.poll(names).toEqual(['b/0']);
  stop.abort();
  await followed;
});

it('tells that a board is called otherwise before the boards are listed so', async () => {
  const told: unknown[] = [];
  const leave = onBoardRenamed(({ name, to }) => told.push([name, to, names()]));
  const { stop, followed } = follow([
    snapshot(1, board('a', 1), board('b')),
    { kind: 'renamed', revision: 2, name: 'a', to: 'desk' },
  ]);
  await expect.poll(names).toEqual(['desk/1', 'b/0']);
  expect(told).toEqual([['a', 'desk', ['a/1', 'b/0']]]);
  leave();
  stop.abort();
  await followed;
});
