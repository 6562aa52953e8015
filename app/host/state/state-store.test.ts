import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { HostState, StateChange } from '../../contract/state.ts';
import { type StateReader, StateStore } from './state-store.ts';

const stateOf = (...boots: number[]): HostState => ({
  boards: boots.map((boot, index) => ({
    board: { name: `b${index}`, host: 'h', port: 22, user: 'root' },
    connection: { state: 'closed' },
    boot,
    lease: { held: 'nobody' },
  })),
});
const never = new AbortController().signal;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Everything that comes, as it comes. */
function follow(reader: StateReader): StateChange[] {
  const came: StateChange[] = [];
  void (async () => {
    for (;;) came.push(await reader.next(never));
  })();
  return came;
}

it('tells the first change at once and those that follow it closely as one, a frame later', async () => {
  const store = new StateStore();
  const came = follow(store.read());
  await vi.advanceTimersByTimeAsync(0);
  expect(came).toEqual([{ kind: 'snapshot', revision: 0, state: { boards: [] } }]);
  store.set(stateOf(1));
  await vi.advanceTimersByTimeAsync(0);
  expect(came.length).toBe(2);
  for (let line = 2; line <= 1_000; line += 1) {
    store.set(stateOf(line, 5));
    if (line % 100 === 0) await vi.advanceTimersByTimeAsync(1);
  }
  expect(came.length).toBe(2);
  await vi.advanceTimersByTimeAsync(16);
  expect(came.slice(2)).toMatchObject([
    { kind: 'board', revision: 2, index: 0, board: { boot: 1_000 } },
    { kind: 'board', revision: 3, index: 1, board: { boot: 5 } },
  ]);
});

it('tells nothing when nothing is another', async () => {
  const store = new StateStore();
  store.set(stateOf(1));
  const came = follow(store.read());
  await vi.advanceTimersByTimeAsync(100);
  store.set(stateOf(1));
  store.set(stateOf(2));
  store.set(stateOf(1));
  await vi.advanceTimersByTimeAsync(100);
  expect(came.map(({ kind, revision }) => [kind, revision])).toEqual([['snapshot', 1]]);
});

it('gives a reader that is far behind a snapshot, and keeps little for it', async () => {
  const store = new StateStore();
  using slow = store.read();
  await slow.next(never);
  for (let boot = 1; boot <= 500; boot += 1) {
    store.set(stateOf(boot));
    await vi.advanceTimersByTimeAsync(20);
  }
  expect(await slow.next(never)).toEqual({ kind: 'snapshot', revision: 500, state: stateOf(500) });
  store.set(stateOf(501));
  expect(await slow.next(never)).toMatchObject({ kind: 'board', revision: 501 });
});

it('ends a wait with the signal', async () => {
  const reader = new StateStore().read();
  await reader.next(never);
  const stop = new AbortController();
  const next = reader.next(stop.signal);
  stop.abort(new Error('enough'));
  await expect(next).rejects.toThrow('enough');
});
