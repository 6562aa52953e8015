import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Problem, ProblemError, problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { Board } from '../../contract/board.ts';
import { BoardLine, type LineState } from './board-line.ts';
import type { BoardSession } from './session.ts';

const board: Board = { name: 'zynq', host: 'zynq.lab', port: 22, user: 'root' };
const never = new AbortController().signal;
const gone: Problem = { id: 'link.lost', message: 'The link is gone.' };

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

interface FakeSession extends BoardSession {
  /** The link ends. */
  lose(why?: Problem): void;
  readonly isClosed: boolean;
}

function fakeSession(): FakeSession {
  const over = Promise.withResolvers<Problem | undefined>();
  let isClosed = false;
  return {
    closed: over.promise,
    lose: (why) => over.resolve(why),
    get isClosed() {
      return isClosed;
    },
    async close() {
      isClosed = true;
      over.resolve(undefined);
    },
  } as FakeSession;
}

/** A line whose openings end when the test says so. `deaf`: not when they are given up. */
function made({ deaf = false } = {}) {
  const states: LineState[] = [];
  const openings: {
    board: Board;
    signal: AbortSignal | undefined;
    session: FakeSession;
    succeed(): Promise<FakeSession>;
    fail(id: string): Promise<void>;
  }[] = [];
  const held: BoardSession[] = [];
  let listed = board;
  const line = new BoardLine(board, {
    open: async (wanted, { signal, onStage }) => {
      const end = Promise.withResolvers<void>();
      const session = fakeSession();
      const settle = () => vi.advanceTimersByTimeAsync(0);
      openings.push({
        board: wanted,
        signal,
        session,
        async succeed() {
          end.resolve();
          await settle();
          return session;
        },
        async fail(id) {
          end.reject(problem(id, id));
          await settle();
        },
      });
      if (!deaf) signal?.addEventListener('abort', () => end.reject(signal.reason));
      onStage?.('connect', 'connecting');
      await end.promise;
      return session;
    },
    current: async () => listed,
    onState: (state) => states.push(state),
    onHeld: (session) => held.push(session),
  });
  const move = (port: number) => {
    listed = { ...board, port };
  };
  return { line, states, openings, held, move, brief: () => states.map(({ state }) => state) };
}

const idOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no problem',
    (thrown) => problemOf(thrown).id,
  );
const settled = () => vi.advanceTimersByTimeAsync(0);

it('shares one opening and its stages; the last one that is cancelled gives it up', async () => {
  const { line, openings, brief } = made({ deaf: true });
  const [first, second] = [new AbortController(), new AbortController()];
  const stages: string[] = [];
  const calls = [line.get(board, first.signal, (stage) => stages.push(stage)), line.hold(board, second.signal)].map(
    idOf,
  );
  await settled();
  expect(openings.length).toBe(1);
  first.abort();
  await settled();
  expect(openings[0]?.signal?.aborted).toBe(false);
  second.abort();
  await settled();
  expect(openings[0]?.signal?.aborted).toBe(true);
  expect(await Promise.all(calls)).toEqual(['cancelled', 'cancelled']);
  expect(stages).toEqual(['connect']);
  expect(brief().at(-1)).toBe('closed');
  expect(line.wanted).toBe(false);
  const late = await openings[0]?.succeed();
  expect([late?.isClosed, brief().at(-1)]).toEqual([true, 'closed']);
});

it('tries a lost link again, later each time, and tells calls so meanwhile', async () => {
  const { line, states, openings, move } = made();
  const holding = line.hold(board, never);
  await settled();
  const session = await openings[0]?.succeed();
  expect(await holding).toBe(session);
  session?.lose(gone);
  await settled();
  expect(states.at(-1)).toMatchObject({ state: 'lost', problem: gone, since: '1970-01-01T00:00:00.000Z', attempt: 2 });
  move(2022);
  const waits: number[] = [];
  for (let failures = 1; failures <= 8; failures += 1) {
    const from = Date.now();
    while (openings.length === failures) await vi.advanceTimersByTimeAsync(100);
    waits.push((Date.now() - from) / 1_000);
    expect(states.at(-1)).toMatchObject({ state: 'opening', attempt: failures + 1 });
    await expect(line.get(board, never)).rejects.toMatchObject({
      id: 'board.lost',
      problem: { data: { since: '1970-01-01T00:00:00.000Z', retryAt: expect.any(String) } },
    });
    await openings[failures]?.fail('ssh.timeout');
  }
  const usual = [1, 2, 4, 8, 15, 30, 30, 30];
  for (const [at, wait] of waits.entries()) {
    expect(wait).toBeGreaterThanOrEqual((usual[at] ?? 0) * 0.8);
    expect(wait).toBeLessThanOrEqual((usual[at] ?? 0) * 1.2 + 0.1);
  }
  await vi.advanceTimersByTimeAsync(40_000);
  const again = await openings.at(-1)?.succeed();
  expect(openings.at(-1)?.board.port).toBe(2022);
  expect(states.at(-1)).toMatchObject({ state: 'open', session: again });
  expect(await line.get(board, never)).toBe(again);
});

it.each([
  'ssh.host-key-changed',
  'ssh.authentication-refused',
  'ssh.password-wanted',
  'sudo.password-wanted',
  'sudo.not-allowed',
  'emulated.not-running',
])('does not try again after %s', async (id) => {
  const { line, states, openings } = made();
  void line.hold(board, never);
  await settled();
  (await openings[0]?.succeed())?.lose(gone);
  await vi.advanceTimersByTimeAsync(1_300);
  await openings[1]?.fail(id);
  expect(states.at(-1)).toMatchObject({ state: 'failed', problem: { id } });
  await vi.advanceTimersByTimeAsync(120_000);
  expect(openings.length).toBe(2);
  // A call, or whoever connects again after giving the secret, opens it anew.
  const call = line.hold(board, never);
  await settled();
  expect(await openings[2]?.succeed()).toBe(await call);
});

it('does not keep a board open that nobody connected', async () => {
  const { line, openings, states, held } = made();
  const call = line.get(board, never);
  await settled();
  (await openings[0]?.succeed())?.lose(gone);
  await call;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(states.at(-1)).toMatchObject({ state: 'failed', problem: gone });
  expect([openings.length, held.length]).toEqual([1, 0]);
  const first = idOf(line.hold(board, never));
  await settled();
  await openings[1]?.fail('ssh.connection-refused');
  expect(await first).toBe('ssh.connection-refused');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(openings.length).toBe(2);
});

it('ends an opening at once when it is disconnected, and what opens all the same is closed', async () => {
  const { line, openings, brief } = made({ deaf: true });
  const calls = [line.hold(board, never), line.get(board, never)].map(idOf);
  await settled();
  const dropped = line.drop();
  expect(openings[0]?.signal?.aborted).toBe(true);
  expect(await Promise.all(calls)).toEqual(['board.disconnected', 'board.disconnected']);
  expect(brief().at(-1)).toBe('closed');
  const late = await openings[0]?.succeed();
  await dropped;
  expect([late?.isClosed, line.session, brief().at(-1)]).toEqual([true, undefined, 'closed']);
});

it('can be opened again while it is still being closed', async () => {
  const { line, openings, brief } = made();
  void line.hold(board, never);
  await settled();
  const first = await openings[0]?.succeed();
  const closing = Promise.withResolvers<void>();
  Object.assign(first ?? {}, { close: () => closing.promise });
  const dropped = line.drop();
  const again = line.hold(board, never);
  closing.resolve();
  await dropped;
  expect(brief().slice(-3)).toEqual(['closed', 'opening', 'opening']);
  expect(await openings[1]?.succeed()).toBe(await again);
});

it('stops trying when it is disconnected, and tries at once when it is connected again', async () => {
  const { line, openings, brief } = made();
  void line.hold(board, never);
  await settled();
  (await openings[0]?.succeed())?.lose(gone);
  await settled();
  const stop = new AbortController();
  const again = idOf(line.hold(board, stop.signal));
  await settled();
  expect(openings.length).toBe(2);
  // Whoever looks away does not end what was wanted before.
  stop.abort();
  expect(await again).toBe('cancelled');
  await openings[1]?.fail('ssh.timeout');
  expect(brief().at(-1)).toBe('lost');
  await line.drop();
  await vi.advanceTimersByTimeAsync(120_000);
  expect([openings.length, brief().at(-1), line.wanted]).toEqual([2, 'closed', false]);
});

it('begins anew for whoever connects, rather than wait for a try that gets no answer', async () => {
  const { line, openings, brief } = made({ deaf: true });
  void line.hold(board, never);
  await settled();
  (await openings[0]?.succeed())?.lose(gone);
  await vi.advanceTimersByTimeAsync(1_300);
  expect(openings.length).toBe(2);
  const calls = [line.hold(board, never), line.hold(board, never)];
  await settled();
  expect([openings.length, openings[1]?.signal?.aborted]).toEqual([3, true]);
  const session = await openings[2]?.succeed();
  expect(await Promise.all(calls)).toEqual([session, session]);
  const late = await openings[1]?.succeed();
  expect([late?.isClosed, line.session, brief().at(-1)]).toEqual([true, session, 'open']);
});

it('opens a connected board again after work that ends the link, and only such a one', async () => {
  const { line, openings, states, brief } = made();
  void line.hold(board, never);
  await settled();
  const session = await openings[0]?.succeed();
  const reboot = Promise.withResolvers<string>();
  const why: Problem = { id: 'board.rebooting', message: 'It reboots.' };
  const work = line.interrupt(why, () => reboot.promise);
  await vi.advanceTimersByTimeAsync(60_000);
  expect([session?.isClosed, openings.length]).toEqual([true, 1]);
  expect(states.at(-1)).toMatchObject({ state: 'lost', problem: why });
  expect(await idOf(line.get(board, never))).toBe('board.lost');
  reboot.resolve('done');
  expect(await work).toBe('done');
  await settled();
  await openings[1]?.succeed();
  expect(brief().at(-1)).toBe('open');
  await line.drop();
  await line.interrupt(why, async () => {});
  await vi.advanceTimersByTimeAsync(60_000);
  expect(openings.length).toBe(2);
});

it('takes a disconnect during such work as meant', async () => {
  const { line, openings } = made();
  void line.hold(board, never);
  await settled();
  await openings[0]?.succeed();
  const reboot = Promise.withResolvers<void>();
  const work = line.interrupt(gone, () => reboot.promise);
  await settled();
  await line.drop();
  reboot.reject(new ProblemError(gone));
  expect(await idOf(work)).toBe(gone.id);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(openings.length).toBe(1);
});

it('begins no connection for a look that wants one, and joins one that is being opened', async () => {
  const { line, openings, brief } = made();
  const look = (name: BoardLine) => name.get(board, never, undefined, true);
  expect(await idOf(look(line))).toBe('board.not-connected');
  void line.hold(board, never);
  const early = look(line);
  await settled();
  const session = await openings[0]?.succeed();
  expect([await early, await look(line)]).toEqual([session, session]);
  await line.drop();
  // A look that was on its way when the user disconnected.
  expect(await idOf(look(line))).toBe('board.not-connected');
  expect([openings.length, brief().at(-1)]).toEqual([1, 'closed']);
});
