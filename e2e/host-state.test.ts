/** What two windows of one host are told of an emulated board: connecting, losing the link, rebooting, work, changes from outside. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { StepEvent } from '../app/contract/plan.ts';
import { applyChange, type BoardState, type StateChange } from '../app/contract/state.ts';
import { hostContract } from '../app/contract.ts';
import { status as emulatedStatus } from '../app/host/emulated-board/emulated-board.ts';
import { Qmp } from '../app/host/emulated-board/qmp.ts';
import { LastingHelper } from '../app/host/session/lasting-helper.ts';
import { connectClient } from '../remote-helper/rpc/client.ts';
import { pair } from '../remote-helper/rpc/pair.ts';
import { problemOf } from '../remote-helper/rpc/problem.ts';
import { serve } from '../remote-helper/rpc/server.ts';
import { until } from './testing/command-process.ts';
import { type EmulatedHost, emulatedHost } from './testing/emulated-host.ts';

const board = 'state';
const plan = `version: 1
name: one region
regions:
  - { device: uiomem0, address: 0x70000000, size: 1M }
`;
const calls = vi.spyOn(LastingHelper.prototype, 'call');
let host: EmulatedHost;
const windows: Window[] = [];

type Known = ReturnType<typeof applyChange>;

/** A window: a client of the same host that follows its state. */
interface Window {
  readonly changes: StateChange[];
  known(): Known | undefined;
  board(): BoardState | undefined;
  close(): Promise<void>;
}

async function openWindow(): Promise<Window> {
  const [near, far] = pair();
  const server = serve(hostContract, host.handlers, far);
  const client = connectClient(hostContract, near);
  const changes: StateChange[] = [];
  let known: Known | undefined;
  const stop = new AbortController();
  const following = client.call(
    'state.watch',
    {},
    {
      signal: stop.signal,
      onItem(change) {
        changes.push(change);
        known = applyChange(known, change);
      },
    },
  );
  following.catch(() => {});
  const window: Window = {
    changes,
    known: () => known,
    board: () => known?.state.boards.find((each) => each.board.name === board),
    async close() {
      stop.abort();
      await client.close();
      await server.closed;
    },
  };
  windows.push(window);
  await until('a snapshot', () => known);
  return window;
}

/** Once both windows say so, and the same. */
async function both(what: string, look: (state: BoardState) => boolean): Promise<BoardState> {
  return await until(what, () => {
    const [first, second] = windows.map((window) => window.known());
    const found = windows[0]?.board();
    if (found === undefined || !look(found) || first?.revision !== second?.revision) return undefined;
    expect(second).toEqual(first);
    return found;
  });
}

const isOpen = ({ connection }: BoardState) => connection.state === 'open';
const deviceNames = ({ devices }: BoardState) => devices?.map(({ device }) => device.name);
const qmp = async (work: (monitor: Qmp) => Promise<unknown>) => {
  const [found] = await emulatedStatus(board);
  await using monitor = await Qmp.connect(found?.board?.qmpSocket ?? '');
  await work(monitor);
};
const idOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no problem',
    (thrown) => problemOf(thrown).id,
  );

beforeAll(async () => {
  host = await emulatedHost(board);
});
beforeEach(async () => {
  while (windows.length < 2) await openWindow();
});
afterAll(async () => {
  for (const window of windows) await window.close();
  await host?.[Symbol.asyncDispose]();
});

test('a disconnect ends an opening at once', async () => {
  await both('the board, closed', ({ connection }) => connection.state === 'closed');
  let reached = () => {};
  const privileged = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const connecting = idOf(
    host.client.call('board.connect', { board }, { onProgress: ({ stage }) => stage === 'privilege' && reached() }),
  );
  await privileged;
  await both('it is being opened', ({ connection }) => connection.state === 'opening');
  const from = performance.now();
  await host.client.call('board.disconnect', { board });
  expect(performance.now() - from).toBeLessThan(1_000);
  expect(await connecting).toBe('board.disconnected');
  await both('it is closed', ({ connection }) => connection.state === 'closed');
  // What a window asks by itself, and asked a moment late.
  for (const look of ['board.facts', 'profile.of', 'device.list'] as const)
    expect(await idOf(host.client.call(look, { board, connected: true }))).toBe('board.not-connected');
  expect(isOpen(await both('it stays closed', ({ connection }) => connection.state === 'closed'))).toBe(false);
});

test('two windows are told the same of a board that is connected', async () => {
  const stages: string[] = [];
  await host.client.call('board.connect', { board }, { onProgress: ({ stage }) => void stages.push(stage) });
  expect(stages).toEqual(expect.arrayContaining(['connect', 'host-key', 'authenticate', 'helper', 'facts']));
  const state = await both('it is open', (each) => isOpen(each) && each.lease.held === 'ours');
  const bootId = (await host.shell('cat /proc/sys/kernel/random/boot_id')).trim();
  expect(state).toMatchObject({
    connection: { bootId, privilege: 'root', machine: 'aarch64', emulated: true },
    boot: 1,
    devices: [],
    emulated: { name: board, running: true },
  });
  expect(state.driver).toBeUndefined();
  await host.client.call('board.connect', { board });
});

test('the steps of an apply are told to all, those to come first', async () => {
  const seen: StepEvent[] = [];
  const applying = host.client.call(
    'plan.apply',
    { board, text: plan, folder: process.cwd(), resume: false },
    { onItem: (event) => void seen.push(event) },
  );
  await both('work runs', ({ work }) => work?.outcome === 'running' && work.steps.length > 0);
  expect(await idOf(host.client.call('plan.apply', { board, text: plan, folder: process.cwd(), resume: false }))).toBe(
    'plan.busy',
  );
  const { applied } = await applying;
  expect(applied).toBeGreaterThan(1);
  const planned = seen.findIndex(({ state }) => state !== 'planned');
  expect(planned).toBeGreaterThan(0);
  const state = await both('work is done', ({ work }) => work?.outcome === 'done');
  expect(state.work).toMatchObject({ kind: 'apply', plan: 'one region' });
  expect(state.work?.steps.map(({ state: how }) => how)).toEqual(Array(applied).fill('done'));
  expect(state.work?.steps.map(({ title }) => title)).toEqual(
    seen.filter(({ state: how }) => how === 'started').map(({ title }) => title),
  );
  const first = windows[0]?.changes.find((change) => change.kind === 'board' && change.board.work?.steps.length);
  expect(first).toMatchObject({ board: { work: { outcome: 'running' } } });
  // What a device holds is known once the journal says that the plan stands.
  const known = await both('its device, as memory', ({ devices }) =>
    Boolean(devices?.some(({ device, content }) => device.name === 'uiomem0' && content === 'memory')),
  );
  expect(known.driver?.parameters).toMatchObject({ uiomem0_addr: expect.anything() });
});

test('what is changed from outside shows within about a second', async () => {
  await host.shell(':');
  const owner = (state: BoardState | undefined) =>
    state?.devices?.find(({ device }) => device.name === 'uiomem0')?.device.sync.direction;
  expect(owner(windows[0]?.board())).toBe('both');
  await host.shell('echo 2 >/sys/class/uiomem/uiomem0/sync_direction');
  const from = performance.now();
  await both('the direction', (state) => owner(state) === 'device-writes');
  expect(performance.now() - from).toBeLessThan(3_000);
});

/** How often a window was told something else, but for how quickly the board answers. */
function told({ changes }: Window): number {
  const texts = changes.map((change) =>
    JSON.stringify(change, (key, value) => {
      if (key === 'answerMs' || key === 'revision') return undefined;
      return typeof value === 'bigint' ? String(value) : value;
    }),
  );
  return texts.filter((text, at) => text !== texts[at - 1]).length;
}

test('nothing is told, and while nobody watches nothing asked, when nothing happens', async () => {
  await sleep(1_500);
  const before = windows.map(told);
  calls.mockClear();
  await sleep(3_000);
  expect(calls.mock.calls.map(([name]) => name)).toEqual(expect.arrayContaining(['device.list', 'device.list']));
  expect(windows.map(told)).toEqual(before);
  for (const window of windows.splice(0)) await window.close();
  await sleep(1_500);
  calls.mockClear();
  await sleep(6_000);
  expect(calls.mock.calls).toEqual([]);
});

test('a lost link is opened again by itself, with what was known kept', async () => {
  const before = await both('it is open', isOpen);
  const pulled = performance.now();
  await qmp((monitor) => monitor.setLink(false));
  const lost = await both('the link is lost', ({ connection }) => connection.state === 'lost');
  // Three keepalives of 5 s without an answer.
  expect(performance.now() - pulled).toBeLessThan(30_000);
  expect(lost.devices).toEqual(before.devices);
  expect(lost.connection).toMatchObject({ problem: { id: 'link.lost' } });
  const from = performance.now();
  const place = { board, device: 'uiomem0', offset: 0n, size: 4n };
  await expect(host.client.call('memory.read', place)).rejects.toMatchObject({
    id: 'board.lost',
    problem: { data: { since: expect.any(String), retryAt: expect.any(String) } },
  });
  expect(performance.now() - from).toBeLessThan(1_000);
  await qmp((monitor) => monitor.setLink(true));
  // The helper of the lost link may live on for minutes, and holds nothing against its own host.
  const again = await both('it is open again, and ours', (state) => isOpen(state) && state.lease.held === 'ours');
  expect(again.boot).toBe(before.boot);
  expect(again.connection).toMatchObject({ bootId: (before.connection as { bootId?: string }).bootId });
  expect(again.devices).toEqual(before.devices);
  await host.client.call('memory.read', place);
}, 240_000);

test('a reboot voids what was known', async () => {
  const before = await both('it is open', isOpen);
  const place = { board, device: 'uiomem0', offset: 0n, size: 4n, content: 'memory' } as const;
  await host.client.call('memory.read', place);
  const from = windows[0]?.changes.length ?? 0;
  await host.client.call('emulated.reboot', { name: board });
  const after = await both('it is open again', (state) => isOpen(state) && state.boot > before.boot);
  expect(after.boot).toBe(before.boot + 1);
  expect(after.devices).toEqual([]);
  expect(after.driver).toBeUndefined();
  // Under the new number nothing of the old boot was ever told.
  for (const change of windows[0]?.changes.slice(from) ?? []) {
    if (change.kind === 'board' && change.board.boot === after.boot) expect(change.board.devices ?? []).toEqual([]);
  }
  expect(await idOf(host.client.call('memory.read', place))).toBe('device.missing');
  await host.client.call('plan.apply', { board, text: plan, folder: process.cwd(), resume: false });
  await both('its device', (each) => deviceNames(each)?.includes('uiomem0') === true);
  await host.client.call('memory.read', place);
}, 240_000);

test('a roll back is work too, and a board that was stopped is closed', async () => {
  await host.client.call('plan.rollback', { board });
  const state = await both('it is rolled back', ({ work }) => work?.kind === 'rollback' && work.outcome === 'done');
  expect(state.work?.steps.every(({ state: how }) => how === 'undone')).toBe(true);
  expect(state.work?.plan).toBe('one region');
  await both('the device is gone', (each) => deviceNames(each)?.length === 0 && each.driver === undefined);
  await host.client.call('emulated.down', { name: board });
  const down = await both('it is down', ({ emulated }) => emulated?.running === false);
  expect(down.connection.state).toBe('closed');
  expect(down.devices).toBeUndefined();
});
