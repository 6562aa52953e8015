/** Emulated boards of every kind, two at once, and what becomes of them: each judged past the host, by ssh, QEMU and files. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Board } from '../../app/contract/board.ts';
import type { EmulatedStatus } from '../../app/contract/emulated.ts';
import { identify } from '../../app/host/emulated-board/process-identity.ts';
import { RamFile } from '../../app/host/emulated-board/ram-file.ts';
import { type Problem, problemOf } from '../../remote-helper/rpc/problem.ts';
import { boardShell, type PrivateHost, privateHost, settled } from '../testing/boards.ts';

interface Running {
  readonly board: Board;
  readonly status: EmulatedStatus;
}

let host: PrivateHost;
/** OpenSSH, Linux 6.1, with node. */
let usual: Running;
/** dropbear, Linux 6.12, with node. */
let small: Running;
const parameters = [
  { name: 'uiomem0_addr', value: '0x70000000' },
  { name: 'uiomem0_size', value: '0x100000' },
];
const failure = (work: Promise<unknown>): Promise<Problem> =>
  work.then(
    () => ({ id: 'no problem', message: '' }),
    (thrown) => problemOf(thrown),
  );
const bootIdOf = async ({ board }: Running) => (await boardShell(board, 'cat /proc/sys/kernel/random/boot_id')).trim();
const folderOf = ({ status }: Running) => dirname(status.console ?? '');
const alive = (pid: number | undefined) => pid !== undefined && identify(pid) !== undefined;

/** The first line that a server on a port of the loopback says. */
async function greeting(port: number): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port });
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return bytes.toString('latin1').split('\r\n')[0] ?? '';
}

beforeAll(async () => {
  host = await privateHost();
  usual = await host.client.call('emulated.up', { name: 'usual' });
  small = await host.client.call('emulated.up', { name: 'small', sshd: 'dropbear', kernel: '6.12' });
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

test('two boards run at the same time, each on a port of its own, and both answer for themselves', async () => {
  const { boards } = await host.client.call('emulated.status', {});
  expect(boards).toEqual([small.status, usual.status]);
  expect(small.status).toMatchObject({ running: true, sshd: 'dropbear', node: true });
  expect(small.status.kernel).toMatch(/^6\.12\./);
  expect(usual.status).toMatchObject({ running: true, sshd: 'openssh', node: true });
  expect(usual.status.kernel).toMatch(/^6\.1\./);
  expect(await greeting(small.board.port ?? 22)).toMatch(/^SSH-2\.0-dropbear/);
  expect(await greeting(usual.board.port ?? 22)).toMatch(/^SSH-2\.0-OpenSSH/);
  const facts = await host.client.call('board.facts', { board: 'usual' });
  expect([facts.bootId, facts.kernel.release]).toEqual([await bootIdOf(usual), usual.status.kernel]);
  expect(await bootIdOf(small)).not.toBe(facts.bootId);
});

test('memory of a device outside RAM is reached through uiomem: ivshmem, from both sides', async () => {
  const { client } = host;
  await boardShell(usual.board, 'for d in /sys/bus/pci/devices/*; do echo 1 >$d/enable; done');
  await client.call('module.load', {
    board: 'usual',
    parameters: [
      ...parameters,
      { name: 'uiomem2_addr', value: '0x8000000000' },
      { name: 'uiomem2_size', value: '0x100000' },
      { name: 'uiomem2_option', value: '0' },
    ],
  });
  await using shared = await RamFile.open(join(folderOf(usual), 'ivshmem'), 0x80_0000_0000n);
  const place = { board: 'usual', device: 'uiomem2', content: 'memory' } as const;
  for (const width of [8, 16, 32, 64] as const) {
    const offset = BigInt(width) * 0x100n;
    const bytes = randomBytes(32);
    await client.call('memory.write', { ...place, offset, width }, { bytes });
    expect(bytes.equals(await shared.read(0x80_0000_0000n + offset, 32))).toBe(true);
    await shared.write(0x80_0000_0000n + offset, Buffer.from(bytes).reverse());
    const read = await client.call('memory.read', { ...place, offset, size: 32n, width });
    expect(Buffer.from(read.bytes).equals(Buffer.from(bytes).reverse())).toBe(true);
  }
  const whole = await shared.read(0x80_0000_0000n, 0x10_0000);
  const pieces: Buffer[] = [];
  const dumped = await client.call(
    'memory.dump',
    { ...place, offset: 0n },
    { onBytes: (piece) => void pieces.push(Buffer.from(piece)) },
  );
  expect(dumped).toEqual({ sha256: createHash('sha256').update(whole).digest('hex'), size: 0x10_0000n });
  expect(Buffer.concat(pieces).equals(whole)).toBe(true);
});

test('up again changes nothing; up with other choices is refused', async () => {
  const { client, folder } = host;
  const record = join(folderOf(usual), 'board.json');
  const boards = join(folder, 'config', 'uiomem-studio', 'boards.json');
  const before = [await readFile(record, 'utf8'), await readFile(boards, 'utf8'), await bootIdOf(usual)];
  expect(await client.call('emulated.up', { name: 'usual' })).toEqual({ ...usual, started: false });
  expect([await readFile(record, 'utf8'), await readFile(boards, 'utf8'), await bootIdOf(usual)]).toEqual(before);
  expect(await failure(client.call('emulated.up', { name: 'usual', sshd: 'dropbear' }))).toMatchObject({
    id: 'emulated.runs-otherwise',
    data: { name: 'usual', differing: ['sshd'] },
  });
});

test('a port that is taken is refused before anything is started', async () => {
  const { client } = host;
  const { port } = usual.board;
  expect(await failure(client.call('emulated.up', { name: 'third', port }))).toMatchObject({
    id: 'emulated.port-taken',
    message: `Port ${port} of 127.0.0.1 is in use by another program, or not permitted.`,
    data: { port },
  });
  const { boards } = await client.call('emulated.status', {});
  expect(boards.find(({ name }) => name === 'third')).toEqual({ name: 'third', running: false });
});

test('a reboot voids what was known: another boot_id, no module, and the old session is over', async () => {
  const { client } = host;
  const before = await client.call('board.facts', { board: 'usual' });
  const place = { board: 'usual', device: 'uiomem0', content: 'memory', offset: 0n, size: 4n } as const;
  await client.call('memory.read', place);
  const { status } = await client.call('emulated.reboot', { name: 'usual' });
  expect(status).toEqual(usual.status);
  const after = await client.call('board.facts', { board: 'usual' });
  expect(after.bootId).toBe(await bootIdOf(usual));
  expect([after.bootId === before.bootId, before.devices.length > 0, after.devices]).toEqual([false, true, []]);
  expect((await failure(client.call('memory.read', place))).id).toBe('device.missing');

  // One that comes from the board itself, behind the host's back.
  await client.call('module.load', { board: 'usual', parameters });
  await client.call('memory.read', place);
  const reset = 'sync; sleep 1; echo b >/proc/sysrq-trigger';
  await boardShell(usual.board, `setsid sh -c '${reset}' </dev/null >/dev/null 2>&1 &`);
  const again = await settled(
    async () => await client.call('board.facts', { board: 'usual' }).catch(() => undefined),
    (facts) => facts !== undefined && facts.bootId !== after.bootId,
  );
  expect([again?.bootId, again?.devices]).toEqual([await bootIdOf(usual), []]);
  expect((await failure(client.call('memory.read', place))).id).toBe('device.missing');
});

test('a process that is not ours is never touched, whatever board.json says', async () => {
  const { client, folder } = host;
  const foreign: ChildProcess = spawn('sleep', ['600']);
  try {
    const record = JSON.parse(await readFile(join(folderOf(usual), 'board.json'), 'utf8'));
    const place = join(folder, 'state', 'uiomem-studio', 'emulated', 'foreign');
    await mkdir(place);
    const named = { ...record, process: identify(foreign.pid ?? 0), choice: { ...record.choice, name: 'foreign' } };
    await writeFile(join(place, 'board.json'), JSON.stringify(named));
    const { boards } = await client.call('emulated.status', {});
    expect(boards.find(({ name }) => name === 'foreign')).toEqual({ name: 'foreign', running: false });
    expect(await client.call('emulated.down', { name: 'foreign' })).toEqual({ stopped: false });
    expect(await failure(client.call('emulated.reboot', { name: 'foreign' }))).toMatchObject({
      id: 'emulated.not-running',
    });
    expect([alive(foreign.pid), alive(usual.status.pid)]).toEqual([true, true]);
  } finally {
    foreign.kill();
  }
});

test('QEMU killed from outside is noticed: by calls in flight, by later ones, and by status', async () => {
  const { client } = host;
  await client.call('module.load', { board: 'small', parameters });
  const held = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const inFlight = failure(
    client.call(
      'memory.dump',
      { board: 'small', device: 'plmem', content: 'memory', offset: 0n },
      {
        async onBytes() {
          begun.resolve();
          await held.promise;
        },
      },
    ),
  );
  // One that fails at once begins nothing.
  await Promise.race([begun.promise, inFlight]);
  process.kill(small.status.pid ?? 0, 'SIGKILL');
  await settled(
    async () => alive(small.status.pid),
    (lives) => !lives,
  );
  held.resolve();
  expect(await inFlight).toMatchObject({ id: 'link.lost' });
  expect(await failure(client.call('board.facts', { board: 'small' }))).toMatchObject({
    id: 'emulated.not-running',
    hint: 'Start it: board emulated up small.',
  });
  const { boards } = await client.call('emulated.status', {});
  expect(boards.find(({ name }) => name === 'small')).toEqual({ name: 'small', running: false });
  expect(await client.call('emulated.down', { name: 'small' })).toEqual({ stopped: false });
});

test('down stops a board and keeps its keys; only what it needed while it ran is removed', async () => {
  const { client } = host;
  expect(await client.call('emulated.down', { name: 'usual' })).toEqual({ stopped: true });
  expect(await client.call('emulated.down', { name: 'usual' })).toEqual({ stopped: false });
  expect(alive(usual.status.pid)).toBe(false);
  expect((await readdir(folderOf(usual))).sort()).toEqual(
    [
      'board.dtb',
      'board.json',
      'console.log',
      'known_hosts',
      'machine.dtb',
      'overlay-0.dtbo',
      'qemu.log',
      'secrets',
    ].sort(),
  );
});
