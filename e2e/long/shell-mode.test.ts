/** A board without node, driven by plain commands alone: brought up, read, written and left again, judged by its RAM file. */
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RamFile } from '../../app/host/emulated-board/ram-file.ts';
import type { WatchSample } from '../../remote-helper/contract/memory.ts';
import { type Problem, problemOf } from '../../remote-helper/rpc/problem.ts';
import { type EmulatedHost, emulatedHost } from '../testing/emulated-host.ts';

const name = 'bare';
const plan = `version: 1
name: without node
regions:
  - { device: uiomem0, address: 0x70000000, size: 1M, content: memory, cache: coherent, sync: { direction: device-writes } }
  - { device: uiomem2, address: 0x71000000, size: 64K, content: memory, cache: off }
  - { device: uiomem4, address: 0x72000000, size: 64K, content: memory }
`;
const folder = process.cwd();
let host: EmulatedHost;
let ram: RamFile;

beforeAll(async () => {
  host = await emulatedHost(name, { sshd: 'dropbear', kernel: '6.12', node: false });
  ram = await RamFile.open(host.status.ramFile ?? '', BigInt(host.status.ramBase ?? 0));
});
afterAll(async () => {
  await ram?.[Symbol.asyncDispose]();
  await host?.[Symbol.asyncDispose]();
});

const failure = (work: Promise<unknown>): Promise<Problem> =>
  work.then(
    () => ({ id: 'no problem', message: '' }),
    (thrown) => problemOf(thrown),
  );
const at = (device: string, more = {}) => ({ board: name, device, offset: 0n, ...more });

test('node.choice-wanted: a board without node is asked about before anything large is sent', async () => {
  const before = await host.shell('ls -A /root /root/.cache /var/lib/uiomem-studio 2>/dev/null; :');
  const asked = await failure(host.client.call('board.facts', { board: name }));
  expect(asked).toMatchObject({
    id: 'node.choice-wanted',
    data: {
      stage: 'deliver',
      version: '24.21.0',
      architecture: 'arm64',
      bytes: 122_893_672,
      seconds: expect.any(Number),
      secondsFrom: 'a transfer of 256 KiB that was measured',
      place: expect.stringContaining('uiomem-studio-helper'),
      freeBytes: expect.any(Number),
      rootPlace: expect.stringMatching(/^\//),
      rootFreeBytes: expect.any(Number),
      missing: expect.arrayContaining([expect.stringMatching(/plain commands/)]),
    },
  });
  expect(await host.shell('ls -A /root /root/.cache /var/lib/uiomem-studio 2>/dev/null; :')).toBe(before);
  const { client, board } = host;
  await client.call('board.add', { board: { ...board, runtime: 'shell' }, makeDefault: false, test: false });
});

test('a plan is applied, verified, and is the board’s state; the connection says what it lacks', async () => {
  const { client } = host;
  const facts = await client.call('board.facts', { board: name });
  expect(facts).toMatchObject({
    kernel: { release: host.status.kernel, machine: 'aarch64' },
    user: { name: 'root', uid: 0 },
  });
  expect(facts.iomem?.length).toBeGreaterThan(10);
  expect(facts.tools.insmod).toBeDefined();
  const { regions } = await client.call('plan.apply', { board: name, text: plan, folder, resume: false });
  expect(regions.map(({ status }) => status)).toEqual(['same', 'same', 'same']);
  expect(await client.call('plan.verify', { board: name, text: plan, folder })).toMatchObject({ ok: true });
  const { devices } = await client.call('device.list', { board: name });
  const wanted = devices.filter(({ origin }) => origin.kind === 'insmod');
  expect(wanted.map((device) => [device.name, device.coherent, device.sync.direction])).toEqual([
    ['uiomem0', true, 'device-writes'],
    ['uiomem2', true, 'both'],
    ['uiomem4', false, 'both'],
  ]);
});

test('what is dumped, loaded, read and written is what the RAM holds', async () => {
  const { client } = host;
  const bytes = randomBytes(2 ** 20);
  await ram.write(0x7000_0000n, bytes);
  const pieces: Uint8Array[] = [];
  const dumped = await client.call('memory.dump', at('uiomem0'), {
    onBytes: (piece) => void pieces.push(piece.slice()),
  });
  expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
  expect(dumped.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));

  const other = randomBytes(300_001);
  await client.call(
    'memory.load',
    { ...at('uiomem0'), offset: 0x1234n + 1n, size: BigInt(other.length) },
    {
      upload: (async function* () {
        yield other;
      })(),
    },
  );
  other.copy(bytes, 0x1235);
  expect((await ram.read(0x7000_0000n, bytes.length)).equals(bytes)).toBe(true);

  await client.call(
    'memory.write',
    { ...at('uiomem2'), offset: 0x104n, width: 32 },
    { bytes: Buffer.from('in plain') },
  );
  expect((await ram.read(0x7100_0104n, 8)).toString()).toBe('in plain');
  const read = await client.call('memory.read', { ...at('uiomem2'), offset: 0x104n, size: 8n, width: 32 });
  expect([Buffer.from(read.bytes).toString(), read.output.address]).toEqual(['in plain', 0x7100_0104n]);
});

test('a watch sees what changes', async () => {
  const abort = new AbortController();
  const seen: { sample: WatchSample; bytes: Buffer }[] = [];
  const watching = host.client.call(
    'memory.watch',
    { ...at('uiomem2'), size: 64, intervalMs: 10 },
    { signal: abort.signal, onItem: (sample, bytes) => void seen.push({ sample, bytes: Buffer.from(bytes) }) },
  );
  watching.catch(() => {});
  try {
    await expect.poll(() => seen.length, { timeout: 20_000 }).toBeGreaterThan(0);
    await ram.write(0x7100_0010n, Buffer.from('moved'));
    await expect.poll(() => seen.at(-1)?.bytes.toString(), { timeout: 20_000 }).toBe('moved');
    expect(seen.at(-1)?.sample.changes).toEqual([{ offset: 16, size: 5 }]);
  } finally {
    abort.abort();
  }
  expect((await failure(watching)).id).toBe('cancelled');
});

test('sync attributes are stored all or none, syncs run, and refusals are those of the helper', async () => {
  const { client } = host;
  const set = await client.call('sync.set', {
    board: name,
    device: 'uiomem4',
    offset: 0x1000n,
    size: 0x2000n,
    direction: 'cpu-writes',
  });
  expect(set).toMatchObject({ offset: 0x1000n, size: 0x2000n, direction: 'cpu-writes' });
  expect(await host.shell('cat /sys/class/uiomem/uiomem4/sync_offset')).toBe('0x1000\n');
  const done = await client.call('sync.forDevice', {
    board: name,
    device: 'uiomem4',
    range: { offset: 0n, size: 0x100n },
  });
  expect(done).toEqual({ owner: 'device', commands: [expect.any(BigInt)] });
  expect((await client.call('sync.forCpu', { board: name, device: 'uiomem4' })).owner).toBe('cpu');
  const outside = client.call('sync.forCpu', {
    board: name,
    device: 'uiomem4',
    range: { offset: 0n, size: 0x2_0000n },
  });
  expect((await failure(outside)).id).toBe('sync.outside');
  expect((await failure(client.call('sync.get', { board: name, device: 'uiomem7' }))).id).toBe('device.missing');
});

test('shell.unsafe-read: the file of a cached device that is not coherent is not read', async () => {
  const cpu = await failure(host.client.call('memory.read', { ...at('uiomem4'), size: 64n }));
  expect(cpu).toMatchObject({ id: 'shell.unsafe-read', data: { device: 'uiomem4', eye: 'cpu' } });
  expect(cpu.hint).toMatch(/coherent|cache off/);
});

test('shell.unproven-range: what is not memory for certain is not touched, and registers never', async () => {
  const { client } = host;
  const registers = await failure(client.call('memory.read', { ...at('uiomem0'), content: 'registers', size: 4n }));
  expect(registers).toMatchObject({ id: 'shell.unproven-range', data: { content: 'registers' } });
  await client.call('plan.rollback', { board: name });
  await client.call('module.load', {
    board: name,
    parameters: [
      { name: 'uiomem3_addr', value: '0x73000000' },
      { name: 'uiomem3_size', value: '0x10000' },
      { name: 'uiomem3_option', value: '0' },
    ],
  });
  const unproven = await failure(client.call('memory.read', { ...at('uiomem3'), content: 'memory', size: 4n }));
  expect(unproven).toMatchObject({ id: 'shell.unproven-range', data: { device: 'uiomem3', address: '0x73000000' } });
});

test('module.in-use: who holds a device is named, also by its mapping; then the driver goes', async () => {
  const { client } = host;
  const holder = `sleep 300 </dev/uiomem3 >/dev/null 2>&1 & echo $!`;
  const pid = Number(await host.shell(holder));
  try {
    const refused = await failure(client.call('module.unload', { board: name }));
    expect(refused).toMatchObject({
      id: 'module.in-use',
      data: { holders: [{ pid, command: 'sleep 300', device: 'uiomem3', ours: false }] },
    });
  } finally {
    await host.shell(`kill ${pid}`);
  }
  const { log } = await client.call('module.unload', { board: name });
  expect(log.every(({ sequence, microseconds }) => sequence > 0 && microseconds > 0)).toBe(true);
  expect(await host.shell('grep -c ^uiomem /proc/modules; :')).toBe('0\n');
});

test('the end of the session leaves no process and no temporary file of ours', async () => {
  await host.client.call('board.disconnect', { board: name });
  const left = 'ps | grep uiomem-studio-shell | grep -v grep; ls -d /tmp/uiomem-studio-* 2>/dev/null; :';
  let found = await host.shell(left);
  for (let tries = 0; tries < 40 && found !== ''; tries += 1) {
    await sleep(250);
    found = await host.shell(left);
  }
  expect(found).toBe('');
});
