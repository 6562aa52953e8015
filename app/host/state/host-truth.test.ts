import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { UiomemDevice } from '../../../remote-helper/contract/device.ts';
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import type { Lease } from '../../../remote-helper/contract/lease.ts';
import { ProblemError } from '../../../remote-helper/rpc/problem.ts';
import type { Board } from '../../contract/board.ts';
import type { EmulatedStatus } from '../../contract/emulated.ts';
import { applyChange, type BoardState, hostState } from '../../contract/state.ts';
import { BoardRegistry } from '../boards/registry.ts';
import type { BoardSession } from '../session/session.ts';
import { Transfers } from '../ssh/transfers.ts';
import { HostTruth } from './host-truth.ts';

const zynq: Board = { name: 'zynq', host: 'zynq.lab', port: 22, user: 'root' };
const lookMs = 20;

let folder: string;
let registry: BoardRegistry;
let undo: AsyncDisposableStack;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'truth-'));
  registry = new BoardRegistry({ folder });
  undo = new AsyncDisposableStack();
});
afterEach(async () => {
  await undo.disposeAsync();
  await rm(folder, { recursive: true });
});

function truth(options: { emulated?: () => EmulatedStatus[]; gone?: (name: string) => void; slowMs?: number } = {}) {
  return undo.use(
    new HostTruth({
      boards: registry,
      emulated: async () => options.emulated?.() ?? [],
      toolDriver: async () => ({ version: '9.9.9-studio', builds: ['B'] }),
      gone: options.gone ?? (() => {}),
      lookMs,
      slowMs: options.slowMs ?? 60_000,
    }),
  );
}

const device = (name: string, more: Partial<UiomemDevice> = {}): UiomemDevice => ({
  name,
  major: 240,
  minor: 0,
  address: 0x7000_0000n,
  size: 0x1000n,
  cached: true,
  coherent: false,
  syncOperation: 'none',
  driverVersion: '1',
  ioctlVersion: 1,
  sync: { mode: 'as-is', always: false, offset: 0n, size: 0x1000n, direction: 'both', owner: 'cpu' },
  origin: { kind: 'insmod', slot: 0 },
  ...more,
});

/** A board behind a session: the test changes it, and sees what is asked of it. */
function made(bootId: string, devices: UiomemDevice[] = [device('uiomem0')]) {
  const board = {
    asked: [] as string[],
    devices,
    reserved: [] as { address: bigint; size: bigint }[],
    driver: { parameters: {} } as BoardFacts['uiomem'],
    isBroken: false,
    lease: { held: 'nobody' } as Lease,
    tellLease: (_lease: Lease) => {},
  };
  const ask = (what: string) => {
    board.asked.push(what);
    if (board.isBroken) throw new ProblemError({ id: 'mapping.lost', message: 'The helper died.' });
  };
  const transfers = new Transfers();
  const session = {
    probe: { bootId },
    connection: { transfers },
    reach: { way: 'sudo-password' },
    helperVersion: 'abc',
    mode: 'helper',
    limits: [],
    get lease() {
      return board.lease;
    },
    onLease(listener: (lease: Lease) => void) {
      board.tellLease = listener;
      return { [Symbol.dispose]: () => {} };
    },
    async facts() {
      ask('facts');
      return {
        bootId,
        kernel: { release: '6.1', machine: 'armv7l' },
        emulated: false,
        devices: [...board.devices],
        reservedMemory: board.reserved,
        uiomem: board.driver,
      };
    },
    helper: {
      async call(name: string) {
        ask(name);
        return name === 'device.list' ? { devices: [...board.devices] } : { entries: [] };
      },
    },
  } as unknown as BoardSession;
  return { board, session, transfers, open: { state: 'open', since: '2026-01-01T00:00:00.000Z', session } as const };
}

/** A window's copy, and what it was told. */
function follow(host: HostTruth) {
  const stop = new AbortController();
  let known: ReturnType<typeof applyChange> | undefined;
  let changes = 0;
  const kinds: string[] = [];
  const over = host
    .watch(stop.signal, async (change) => {
      known = applyChange(known, change);
      kinds.push(change.kind);
      changes += 1;
    })
    .catch(() => {});
  undo.defer(() => stop.abort());
  return {
    state: () => known?.state,
    board: (name = 'zynq') => known?.state.boards.find((each) => each.board.name === name),
    changes: () => changes,
    kinds,
    async stop() {
      stop.abort();
      await over;
    },
  };
}

const when = async (window: ReturnType<typeof follow>, look: (board: BoardState) => boolean) =>
  await vi.waitFor(() => {
    const board = window.board();
    if (board === undefined || !look(board)) throw new Error('not yet');
    return board;
  });
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

it('tells what an open board is and has, and fits its own contract', async () => {
  await registry.put(zynq);
  const host = truth();
  const window = follow(host);
  await when(window, ({ connection }) => connection.state === 'closed');
  const { board, open } = made('boot 1', [device('ram'), device('pl', { address: 0x8000_0000n, minor: 1 })]);
  board.reserved = [{ address: 0x7000_0000n, size: 0x10_0000n }];
  host.onLine('zynq', { state: 'opening', stage: 'connect', text: 'connecting', attempt: 1 });
  await when(window, ({ connection }) => connection.state === 'opening');
  host.onLine('zynq', open);
  const state = await when(window, ({ connection }) => connection.state === 'open');
  expect(state).toEqual({
    board: zynq,
    connection: {
      state: 'open',
      since: open.since,
      bootId: 'boot 1',
      privilege: 'sudo with password',
      helperVersion: 'abc',
      mode: 'helper',
      limits: [],
      kernel: '6.1',
      machine: 'armv7l',
      emulated: false,
      ...('answerMs' in state.connection && { answerMs: state.connection.answerMs }),
    },
    boot: 1,
    lease: { held: 'nobody' },
    devices: [
      { device: device('ram'), content: 'memory' },
      { device: device('pl', { address: 0x8000_0000n, minor: 1 }) },
    ],
    driver: { parameters: {} },
  });
  expect(() => hostState.encode(window.state() as never)).not.toThrow();
  board.tellLease({ held: 'ours' });
  await when(window, ({ lease }) => lease.held === 'ours');
});

it('tells beside a driver of ours what the tool has, and beside no other', async () => {
  await registry.put(zynq);
  const host = truth();
  const window = follow(host);
  const { board, open } = made('boot 1');
  board.driver = { driver: 'ours', parameters: {} };
  host.onLine('zynq', open);
  await when(window, ({ toolDriver }) => toolDriver?.version === '9.9.9-studio');
  board.driver = { driver: 'reference', parameters: {} };
  host.touched('zynq', true);
  await when(window, ({ toolDriver, driver }) => driver?.driver === 'reference' && toolDriver === undefined);
});

it('tells how much the link carries once transfers have told, those before it was followed too, and of another session anew', async () => {
  await registry.put(zynq);
  const host = truth();
  const window = follow(host);
  const told = ({ connection }: BoardState) => connection.state === 'open' && connection.bytesPerSecond;
  const { open, transfers } = made('boot 1');
  transfers.add({ bytes: 1_000_000, milliseconds: 5_000 });
  host.onLine('zynq', open);
  await when(window, (board) => told(board) === 200_000);
  transfers.add({ bytes: 1_000_000, milliseconds: 1_000 });
  await when(window, (board) => told(board) === 1_000_000);
  host.onLine('zynq', made('boot 1').open);
  await when(window, (board) => told(board) === undefined);
});

it('sees what changes on the board, and is silent otherwise', async () => {
  await registry.put(zynq);
  const host = truth();
  const window = follow(host);
  const { board, open } = made('boot 1');
  board.reserved = [{ address: 0x7000_0000n, size: 0x1000n }];
  host.onLine('zynq', open);
  await when(window, ({ devices }) => devices?.[0]?.content === 'memory');
  const before = window.changes();
  await vi.waitFor(() => expect(board.asked.filter((name) => name === 'device.list').length).toBeGreaterThan(3));
  expect(window.changes()).toBe(before);
  expect(board.asked.filter((name) => name === 'facts').length).toBe(1);
  board.devices = [device('uiomem0', { syncOperation: 'all' })];
  await when(window, ({ devices }) => devices?.[0]?.device.syncOperation === 'all' && devices[0].content === 'memory');
  expect(board.asked.filter((name) => name === 'facts').length).toBe(1);
  board.devices = [];
  board.driver = undefined;
  await when(window, ({ devices, driver }) => devices?.length === 0 && driver === undefined);
});

it('tells that a board is called otherwise, with what is known of it, and takes one that another program renamed for another', async () => {
  await registry.put(zynq);
  const host = truth();
  const window = follow(host);
  host.onLine('zynq', made('boot 1').open);
  host.onLine('zynq', made('boot 2').open);
  await when(window, ({ boot }) => boot === 2);
  host.onLine('zynq', { state: 'closed' });
  await when(window, ({ connection }) => connection.state === 'closed');
  const before = window.kinds.length;
  {
    using _ = host.renaming('zynq', 'desk');
    await registry.replace('zynq', { ...zynq, name: 'desk' });
    await host.listChanged();
  }
  await vi.waitFor(() => expect(window.board('desk')).toMatchObject({ boot: 2, connection: { state: 'closed' } }));
  expect([window.board('zynq'), window.kinds.slice(before)]).toEqual([undefined, ['renamed']]);
  await registry.replace('desk', { ...zynq, name: 'shelf' });
  await host.listChanged();
  await vi.waitFor(() => expect(window.kinds.slice(before)).toEqual(['renamed', 'removed', 'board', 'default']));
  expect(window.board('shelf')).toMatchObject({ boot: 0 });
});

it('asks nothing of a board while nobody watches', async () => {
  await registry.put(zynq);
  const host = truth();
  const { board, open } = made('boot 1');
  host.onLine('zynq', open);
  host.touched('zynq', true);
  await pause(4 * lookMs);
  expect(board.asked).toEqual([]);
  const [first, second] = [follow(host), follow(host)];
  await when(second, ({ connection }) => connection.state === 'open');
  await first.stop();
  const so = board.asked.length;
  await vi.waitFor(() => expect(board.asked.length).toBeGreaterThan(so));
  await second.stop();
  await pause(lookMs);
  board.asked.length = 0;
  await pause(4 * lookMs);
  expect(board.asked).toEqual([]);
});

it('looks again at once after something was done', async () => {
  await registry.put(zynq);
  const host = undo.use(
    new HostTruth({
      boards: registry,
      emulated: async () => [],
      toolDriver: async () => undefined,
      gone: () => {},
      lookMs: 60_000,
      slowMs: 60_000,
    }),
  );
  const window = follow(host);
  const { board, open } = made('boot 1');
  host.onLine('zynq', open);
  await when(window, ({ connection }) => connection.state === 'open');
  board.devices = [device('uiomem7')];
  host.touched(undefined, false);
  await when(window, ({ devices }) => devices?.[0]?.device.name === 'uiomem7');
  board.driver = { parameters: { debug: '1' } };
  host.touched('zynq', true);
  await when(window, ({ driver }) => driver?.parameters.debug === '1');
});

it('keeps what is known while the link is lost, and voids it with another boot before anything new is told', async () => {
  await registry.put(zynq);
  const host = truth();
  const told: BoardState[] = [];
  const stop = new AbortController();
  undo.defer(() => stop.abort());
  void host
    .watch(stop.signal, async (change) => {
      if (change.kind === 'board') told.push(change.board);
    })
    .catch(() => {});
  const window = follow(host);
  const first = made('boot 1');
  first.board.lease = { held: 'ours' };
  host.onLine('zynq', first.open);
  await when(window, ({ devices, lease }) => devices?.length === 1 && lease.held === 'ours');
  const at = '2026-01-01T00:00:00.000Z';
  const problem = { id: 'link.lost', message: 'gone', data: { at: 16n } };
  host.onLine('zynq', { state: 'lost', since: at, problem, retryAt: at, attempt: 2 });
  const lost = await when(window, ({ connection }) => connection.state === 'lost');
  expect(lost).toMatchObject({ boot: 1, lease: { held: 'nobody' }, devices: [{ device: { name: 'uiomem0' } }] });
  expect(lost.connection).toMatchObject({ problem: { id: problem.id, data: { at: '0x10' } } });
  host.onLine('zynq', { ...made('boot 1').open });
  expect((await when(window, ({ connection }) => connection.state === 'open')).boot).toBe(1);
  host.onLine('zynq', { state: 'lost', since: at, problem, retryAt: at, attempt: 2 });
  host.onLine('zynq', made('boot 2', [device('other')]).open);
  await when(window, ({ devices, boot }) => boot === 2 && devices?.[0]?.device.name === 'other');
  for (const { boot, devices } of told) {
    const names = devices?.map((each) => each.device.name) ?? [];
    expect(names.includes(boot === 2 ? 'uiomem0' : 'other')).toBe(false);
  }
  host.onLine('zynq', { state: 'closed' });
  const closed = await when(window, ({ connection }) => connection.state === 'closed');
  expect([closed.boot, closed.devices]).toEqual([2, undefined]);
});

it('says that a board does not tell what it is, and goes on asking', async () => {
  await registry.put(zynq);
  const host = truth();
  const window = follow(host);
  const { board, open } = made('boot 1');
  board.isBroken = true;
  host.onLine('zynq', open);
  await when(window, ({ connection }) => connection.state === 'opening' && connection.text === 'The helper died.');
  board.isBroken = false;
  await when(window, ({ connection }) => connection.state === 'open');
});

it('ignores a look that ends after its session', async () => {
  await registry.put(zynq);
  const host = truth();
  const { board, open, session } = made('boot 1');
  const answer = Promise.withResolvers<void>();
  const { facts } = session;
  Object.assign(session, {
    async facts() {
      await answer.promise;
      return await facts();
    },
  });
  host.onLine('zynq', open);
  const looking = host.told('zynq');
  host.onLine('zynq', { state: 'closed' });
  board.devices = [];
  answer.resolve();
  await looking;
  await host.listChanged();
  expect(host.state.boards[0]?.devices).toBeUndefined();
});

it('follows the list of boards, also when another process changes it', async () => {
  await registry.put(zynq);
  const gone: string[] = [];
  const window = follow(truth({ gone: (name) => gone.push(name) }));
  await vi.waitFor(() => expect(window.state()?.default).toBe('zynq'));
  const script = `
    import { BoardRegistry } from ${JSON.stringify(join(import.meta.dirname, '..', 'boards', 'registry.ts'))};
    const registry = new BoardRegistry({ folder: process.argv[1] });
    await registry.put({ name: 'am64', host: 'h', port: 22, user: 'root' }, { makeDefault: true });
    await registry.remove('zynq');`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script, folder]);
  await vi.waitFor(() =>
    expect([window.state()?.boards.map(({ board }) => board.name), window.state()?.default]).toEqual([
      ['am64'],
      'am64',
    ]),
  );
  expect(gone).toEqual(['zynq']);
});

it('looks after emulated boards only while somebody watches', async () => {
  await registry.put({ ...zynq, emulated: 'zynq' });
  let asked = 0;
  let running = false;
  const emulated = (): EmulatedStatus[] => {
    asked += 1;
    return [{ name: 'zynq', running }];
  };
  const host = truth({ emulated, slowMs: 10 });
  await pause(30);
  expect(asked).toBe(0);
  const window = follow(host);
  await when(window, (board) => board.emulated?.running === false);
  running = true;
  await when(window, (board) => board.emulated?.running === true);
  await window.stop();
  await pause(30);
  const before = asked;
  await pause(50);
  expect(asked).toBe(before);
});
