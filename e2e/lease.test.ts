/** Two hosts on one board: one may change it, the other may look; and how the lease goes from one to the other. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Secrets } from '../app/host/boards/secrets.ts';
import { RamFile } from '../app/host/emulated-board/ram-file.ts';
import { whoWeAre } from '../app/host/session/followed-lease.ts';
import { openSession } from '../app/host/session/open-session.ts';
import type { BoardSession } from '../app/host/session/session.ts';
import type { Lease } from '../remote-helper/contract/lease.ts';
import { type Problem, problemOf } from '../remote-helper/rpc/problem.ts';
import { boardProcesses, settled } from './testing/boards.ts';
import { type EmulatedHost, emulatedHost } from './testing/emulated-host.ts';

const name = 'lease';
const device = 'uiomem0';
const region = { address: 0x7000_0000n, size: 0x10_0000n };
const since = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
const heldBy = (program: string) => ({ held: 'other', by: { who: whoWeAre(), program }, since }) as const;

let host: EmulatedHost;
/** Has loaded the driver, and so the lease. */
let first: BoardSession;
let second: BoardSession;
let ram: RamFile;
beforeAll(async () => {
  host = await emulatedHost(name);
  await host.client.call('module.load', {
    board: name,
    parameters: [
      { name: 'uiomem0_addr', value: `0x${region.address.toString(16)}` },
      { name: 'uiomem0_size', value: `0x${region.size.toString(16)}` },
    ],
  });
  // What the host leaves when it disconnects is free for the sessions of this test.
  const free = await open('somebody');
  await settled(
    async () => free.lease,
    ({ held }) => held === 'other',
  );
  await free.helper.call('lease.take', { over: true });
  await free.close();
  first = await open('window');
  second = await open('command line');
  ram = await RamFile.open(host.status.ramFile ?? '', BigInt(host.status.ramBase ?? 0));
});
afterAll(async () => {
  await ram?.[Symbol.asyncDispose]();
  await second?.close();
  await first?.close();
  await host?.[Symbol.asyncDispose]();
});

const open = (program: string) => openSession(host.board, { secrets: new Secrets(), program });
const failure = (work: Promise<unknown>): Promise<Problem | undefined> =>
  work.then(
    () => undefined,
    (thrown) => problemOf(thrown),
  );
/** The lease that a session comes to know, once it is as wanted; the last one when it never is. */
async function known(session: BoardSession, wanted: Lease['held']): Promise<Lease> {
  return await settled(
    async () => session.lease,
    ({ held }) => held === wanted,
  );
}
const map = async ({ helper }: BoardSession, writable: boolean) =>
  (await helper.call('memory.map', { device, eye: 'cpu', content: 'memory', writable })).mapping;
const digest = async () =>
  createHash('sha256')
    .update(await ram.read(region.address, Number(region.size)))
    .digest('hex');
const attributes = () =>
  host.shell(`cd /sys/class/uiomem/${device} && grep -H . sync_* cache_* 2>/dev/null; cat /proc/modules`);
const upload = async function* () {
  yield new Uint8Array(8).fill(0xee);
};

test('who only looks holds nothing and hinders nobody', async () => {
  const mapping = await map(second, false);
  await second.helper.call('memory.read', { mapping, offset: 0n, size: 4n, width: 32 });
  await second.facts();
  await second.helper.call('sync.get', { device });
  await second.helper.call('journal.read', {});
  expect([await known(first, 'nobody'), await known(second, 'nobody')]).toEqual(Array(2).fill({ held: 'nobody' }));
  await second.helper.call('memory.unmap', { mapping });
});

test('the first change takes it; from then on the other can look, and is refused each change before anything is touched', async () => {
  const writable = await map(second, true);
  expect(await known(second, 'ours')).toEqual({ held: 'ours' });
  await second.helper.call('lease.release', {});
  // The mapping of a time when it was free gives no right now.
  await map(first, true);
  expect(await known(first, 'ours')).toEqual({ held: 'ours' });
  expect(await known(second, 'other')).toEqual(heldBy('window'));

  const [memory, before] = [await digest(), await attributes()];
  const { helper } = second;
  const place = { mapping: writable, offset: 0n };
  const sha256 = '0'.repeat(64);
  const refused = {
    map: helper.call('memory.map', { device, eye: 'device', content: 'registers', writable: true }),
    write: helper.call('memory.write', { ...place, width: 32 }, { bytes: new Uint8Array(4).fill(0xee) }),
    load: helper.call('memory.load', { ...place, size: 8n }, { upload: upload() }),
    forCpu: helper.call('sync.forCpu', { device }),
    forDevice: helper.call('sync.forDevice', { device }),
    set: helper.call('sync.set', { device, direction: 'cpu-writes', offset: 0x100n }),
    insmod: helper.call('module.load', { path: '/nowhere', sha256, parameters: [] }),
    rmmod: helper.call('module.unload', {}),
    append: helper.call('journal.append', { bootId: 'x', entry: {} }),
    clear: helper.call('journal.clear', {}),
  };
  for (const [what, work] of Object.entries(refused)) {
    expect([what, await failure(work)]).toEqual([
      what,
      {
        id: 'board.held',
        message: expect.stringContaining(`${whoWeAre()} (window) has held it since 20`),
        hint: expect.stringContaining('--take-over'),
        data: { by: { who: whoWeAre(), program: 'window' }, since },
      },
    ]);
  }
  expect([await digest(), await attributes()]).toEqual([memory, before]);
  expect(await host.shell('ls /var/lib/uiomem-studio /run/uiomem-studio')).not.toContain('journal');

  // Looking goes on, also through the host of a third, and is true.
  await ram.write(region.address + 0x40n, Buffer.from('seen'));
  const { bytes } = await helper.call('memory.read', { mapping: writable, offset: 0x40n, size: 4n, width: 8 });
  expect(Buffer.from(bytes).toString()).toBe('seen');
  const read = await host.client.call('memory.read', {
    board: name,
    device,
    content: 'memory',
    offset: 0x40n,
    size: 4n,
  });
  expect(Buffer.from(read.bytes).toString()).toBe('seen');
  expect(await known(first, 'ours')).toEqual({ held: 'ours' });
});

test('a take-over makes the first one read-only, which learns of it, also in the middle of a load', async () => {
  const told: Lease[] = [];
  using _ = first.onLease((lease) => told.push(lease));
  const mapping = await map(first, true);
  const half = Promise.withResolvers<void>();
  const taken = Promise.withResolvers<void>();
  const pieces = (async function* () {
    yield new Uint8Array(0x1000).fill(1);
    half.resolve();
    await taken.promise;
    yield new Uint8Array(0x1000).fill(2);
  })();
  const load = failure(first.helper.call('memory.load', { mapping, offset: 0n, size: 0x2000n }, { upload: pieces }));
  await half.promise;
  await settled(
    () => ram.read(region.address + 0xfffn, 1),
    ([byte]) => byte === 1,
  );
  await ram.write(region.address + 0x1000n, new Uint8Array(0x1000).fill(9));
  expect(await second.helper.call('lease.take', { over: true })).toEqual({ held: 'ours' });
  taken.resolve();
  expect(await load).toMatchObject({ id: 'board.held', data: { by: { program: 'command line' } } });
  expect(new Set(await ram.read(region.address + 0x1000n, 0x1000))).toEqual(new Set([9]));
  expect([await known(first, 'other'), await known(second, 'ours')]).toEqual([
    heldBy('command line'),
    { held: 'ours' },
  ]);
  expect(told.map(({ held }) => held)).toEqual(['other']);

  const write = (session: BoardSession, at: number) =>
    session.helper.call('memory.write', { mapping: at, offset: 0n, width: 32 }, { bytes: new Uint8Array(4).fill(7) });
  expect((await failure(write(first, mapping)))?.id).toBe('board.held');
  await write(second, await map(second, true));
  expect([...(await ram.read(region.address, 4))]).toEqual([7, 7, 7, 7]);
  await first.helper.call('memory.read', { mapping, offset: 0n, size: 4n, width: 32 });
});

test('a helper that dies of a bus error keeps the lease for its session', async () => {
  expect(await known(second, 'ours')).toEqual({ held: 'ours' });
  const before = await host.shell('cat /run/uiomem-studio/lease/*');
  const { pid } = (JSON.parse(before) as { process: { pid: number } }).process;
  await host.shell(`kill -BUS ${pid}`);
  await settled(
    () => failure(second.helper.call('device.list', {})),
    (problem) => problem === undefined,
  );
  const after = await settled(
    () => host.shell('cat /run/uiomem-studio/lease/*'),
    (text) => text !== before,
  );
  expect(JSON.parse(after)).toMatchObject({ holder: { program: 'command line' } });
  await map(second, true);
  expect([await known(first, 'other'), await known(second, 'ours')]).toEqual([
    heldBy('command line'),
    { held: 'ours' },
  ]);
});

test('the lease ends with its holder: closed, or killed', async () => {
  await second.close();
  expect(await known(first, 'nobody')).toEqual({ held: 'nobody' });
  const before = await boardProcesses(host.board, 'helper.cjs');
  const script = new URL('testing/hold-session.ts', import.meta.url).pathname;
  const other = spawn(process.execPath, [script, JSON.stringify(host.board), device, 'writable'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: other.stdout })) {
    expect(line).toBe('mapped');
    break;
  }
  expect(await known(first, 'other')).toEqual(heldBy('command line'));
  // The helper itself, which then gives nothing back.
  const helpers = (await boardProcesses(host.board, 'helper.cjs')).filter((pid) => !before.includes(pid));
  expect(helpers.length).toBe(1);
  other.kill('SIGKILL');
  await host.shell(`kill -9 ${helpers[0]} 2>/dev/null; :`);
  expect(await known(first, 'nobody')).toEqual({ held: 'nobody' });
  await map(first, true);
  expect(await known(first, 'ours')).toEqual({ held: 'ours' });
});
