/**
 * A real board in a bad condition: full of processes before and during a session, without the file of a device, with another
 * region loaded than is wanted, with what an older tool left. Judged by the board's own shell.
 */
import { afterAll, afterEach, beforeAll, expect, it, test } from 'vitest';
import { type Problem, problemOf } from '../../remote-helper/rpc/problem.ts';
import { boardProcesses, writableRoots } from '../testing/boards.ts';
import { type EmulatedHost, emulatedHost } from '../testing/emulated-host.ts';

const name = 'condition';
const group = '/sys/fs/cgroup/ssh';
const parameters = [
  { name: 'uiomem0_addr', value: '0x70000000' },
  { name: 'uiomem0_size', value: '0x100000' },
];
const at = { board: name, device: 'uiomem0', content: 'memory', offset: 0n, size: 16n } as const;
const plan = 'version: 1\nregions:\n  - { device: uiomem0, address: 0x70000000, size: 1M, content: memory }\n';
let host: EmulatedHost;

beforeAll(async () => {
  host = await emulatedHost(name);
  // Whoever logs in from now on is counted; the test's own shell was there before.
  await host.shell(`mount -t cgroup2 none /sys/fs/cgroup && echo +pids >/sys/fs/cgroup/cgroup.subtree_control && mkdir ${group}
for p in $(pidof sshd); do tr '\\0' ' ' </proc/$p/cmdline | grep -q listener && echo $p >${group}/cgroup.procs; done; grep -q . ${group}/cgroup.procs`);
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});
afterEach(async () => {
  await mostProcesses('max');
});

const mostProcesses = (count: number | 'max') => host.shell(`echo ${count} >${group}/pids.max`);
const failure = (work: Promise<unknown>): Promise<Problem> =>
  work.then(
    () => ({ id: 'no problem', message: '' }),
    (thrown) => problemOf(thrown),
  );
const ours = () => host.shell(`${writableRoots}; find $roots -xdev -path '*uiomem-studio*' 2>/dev/null | sort -u; :`);
/** Processes of logins, which end a moment after their connection. */
const counted = () => host.shell(`sleep 1; wc -l <${group}/cgroup.procs`);

it.each([
  ['the shell cannot start a program', 3],
  ['a pipe of programs cannot be started', 4],
  ['node could not start its threads', 12],
])('board.no-process: %s, in connect', async (_what, count) => {
  const before = await ours();
  await mostProcesses(count);
  const found = await failure(host.client.call('board.connect', { board: name }));
  expect(found).toMatchObject({ id: 'board.no-process', hint: expect.stringMatching(/ps.*pid_max|pid_max.*ps/) });
  expect(found.message).toMatch(/can start no more processes/);
  // No program of ours hangs on, and no half of a file is there.
  expect(await counted()).toBe('1\n');
  expect(await boardProcesses(host.board, 'helper.cjs')).toEqual([]);
  if (count < 12) expect(await ours()).toBe(before);
});

test('board.no-process: each call that would start something says so, and works again afterwards', async () => {
  const { client } = host;
  await client.call('board.connect', { board: name });
  await client.call('module.build', { board: name });
  await mostProcesses(0);
  const load = () => client.call('module.load', { board: name, parameters });
  expect(await failure(load())).toMatchObject({ id: 'board.no-process' });
  await mostProcesses('max');
  await load();
  await mostProcesses(0);
  // Nothing was touched, so nothing is said of a bus.
  expect(await failure(client.call('memory.read', at))).toMatchObject({ id: 'board.no-process' });
  expect(await failure(client.call('module.unload', { board: name }))).toMatchObject({ id: 'board.no-process' });
  expect(await host.shell('grep -c "^uiomem " /proc/modules')).toBe('1\n');
  await mostProcesses('max');
  expect((await client.call('memory.read', at)).bytes.length).toBe(16);
});

it('memory.no-node: the file of a device was removed, told with its numbers and by verify', async () => {
  const { client } = host;
  // What is mapped already needs no file any more.
  await client.call('board.disconnect', { board: name });
  await host.shell('mv /dev/uiomem0 /dev/shm/kept && : >/dev/uiomem0');
  const [major, minor] = (await host.shell('cat /sys/class/uiomem/uiomem0/dev')).trim().split(':').map(Number);
  expect(await failure(client.call('memory.read', at))).toMatchObject({
    id: 'memory.no-node',
    hint: expect.stringContaining(`mknod -m 600 /dev/uiomem0 c ${major} ${minor}`),
    data: { device: 'uiomem0', major, minor },
  });
  expect(
    await failure(client.call('plan.apply', { board: name, text: plan, folder: host.folder, resume: false })),
  ).toMatchObject({
    id: 'plan.verify-failed',
    hint: expect.stringMatching(/devtmpfs/),
    data: { regions: [{ device: 'uiomem0', fields: [{ field: 'node', wanted: '/dev/uiomem0' }] }] },
  });
  // The regular file in its place was not written to.
  expect(await host.shell('wc -c </dev/uiomem0')).toBe('0\n');
  await host.shell('rm /dev/uiomem0 && mv /dev/shm/kept /dev/uiomem0');
});

it('module.already-loaded: a device is there with another address, both are named, and nothing is unloaded', async () => {
  const before = await host.shell('cat /sys/class/uiomem/uiomem0/phys_addr; dmesg | md5sum');
  const other = parameters.map((each) => (each.value === '0x70000000' ? { ...each, value: '0x71000000' } : each));
  expect(await failure(host.client.call('module.load', { board: name, parameters: other }))).toMatchObject({
    id: 'module.already-loaded',
    message: expect.stringContaining(
      'uiomem0: wanted 0x100000 bytes at 0x71000000, loaded 0x100000 bytes at 0x70000000',
    ),
    hint: expect.stringMatching(/Unload it first/),
    data: { differing: [{ device: 'uiomem0' }] },
  });
  expect(await host.shell('cat /sys/class/uiomem/uiomem0/phys_addr; dmesg | md5sum')).toBe(before);
});

test('a helper of another version and its node lie on the board: they are let be, and go with board clean', async () => {
  const { client } = host;
  await client.call('board.disconnect', { board: name });
  const [other, node] = ['0'.repeat(64), '1'.repeat(64)];
  const old = [
    `/root/.cache/uiomem-studio-helper/${other}`,
    `/var/lib/uiomem-studio/${other}`,
    `/var/lib/uiomem-studio/${node}`,
  ];
  await host.shell(
    `mkdir -p -m 700 ${old.join(' ')}; for d in ${old.slice(0, 2).join(' ')}; do echo 'process.exit(3)' >$d/helper.cjs; done; echo old >${old[2]}/node; echo old >/root/.cache/uiomem-studio-helper/node-${node}`,
  );
  await client.call('board.connect', { board: name });
  expect((await client.call('memory.read', at)).bytes.length).toBe(16);
  const [pid] = await boardProcesses(host.board, 'helper.cjs');
  expect(await host.shell(`tr '\\0' ' ' </proc/${pid}/cmdline`)).not.toContain(other);
  expect(await host.shell(`cat ${old[1]}/helper.cjs`)).toBe('process.exit(3)\n');
  const { left } = await client.call('board.clean', { board: name, preview: false, unload: true });
  expect([left, await ours()]).toEqual([[], '']);
});
