/**
 * A board that has another driver of the interface loaded by hand (a stand-in, e2e/stand-in-driver): known as such, worked with,
 * never taken for ours. One of ours of another version or source is long/other-build.test.ts's.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { RamFile } from '../app/host/emulated-board/ram-file.ts';
import { problemOf } from '../remote-helper/rpc/problem.ts';
import { type EmulatedHost, emulatedHost } from './testing/emulated-host.ts';

const board = 'other-driver';
const folder = fileURLToPath(new URL('stand-in-driver', import.meta.url));
const address = 0x7000_0000n;
let host: EmulatedHost;
let client: EmulatedHost['client'];
beforeAll(async () => {
  host = await emulatedHost(board);
  ({ client } = host);
}, 300_000);
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

const failure = (work: Promise<unknown>) => work.then(() => undefined, problemOf);
const loaded = () => host.shell('grep -c "^uiomem " /proc/modules; :');

test('a module file of it is told from ours', { timeout: 300_000 }, async () => {
  const { module } = await client.call('module.build', { board, folder });
  expect(await client.call('module.check', { board, file: module.path })).toMatchObject({ driver: 'reference' });
  // The second region is RAM: it loads all the same, and makes nothing of it.
  const parameters = 'uiomem0_addr=0x70000000 uiomem0_size=0x100000 uiomem1_addr=0x48000000 uiomem1_size=0x1000';
  await host.shell(`cat > /tmp/u.ko; insmod /tmp/u.ko ${parameters}; rm /tmp/u.ko`, await readFile(module.path));
  expect(await loaded()).toBe('1\n');
});

test('facts and module status say whose it is', async () => {
  const { uiomem, devices } = await client.call('board.facts', { board });
  expect(uiomem).toMatchObject({ driver: 'reference', version: '1.1.0-beta.1' });
  expect(uiomem?.parameters).toMatchObject({
    uiomem0_addr: '1879048192',
    uiomem0_size: '1048576',
    uiomem0_option: '2',
  });
  expect(devices).toMatchObject([
    {
      name: 'uiomem0',
      node: '/dev/uiomem0',
      address,
      size: 0x10_0000n,
      cached: true,
      coherent: false,
      shareable: false,
    },
  ]);
  expect((await client.call('module.status', { board })).loaded).toEqual(uiomem);
});

test('memory, attributes and sync commands work through it', async () => {
  await using ram = await RamFile.open(host.status.ramFile ?? '', BigInt(host.status.ramBase ?? '0'));
  const bytes = randomBytes(0x2000);
  const place = { board, device: 'uiomem0', content: 'memory', offset: 0x1000n } as const;
  const upload = (async function* () {
    yield bytes;
  })();
  await client.call('memory.load', { ...place, size: BigInt(bytes.length) }, { upload });
  expect(await client.call('sync.forDevice', { board, device: 'uiomem0' })).toMatchObject({ owner: 'device' });
  expect(await host.shell('cat /sys/class/uiomem/uiomem0/sync_owner')).toBe('1\n');
  expect(bytes.equals(await ram.read(address + 0x1000n, bytes.length))).toBe(true);

  const word = randomBytes(4);
  await ram.write(address + 0x2004n, word);
  await client.call('sync.forCpu', { board, device: 'uiomem0', range: { offset: 0x2000n, size: 0x1000n } });
  const read = await client.call('memory.read', { ...place, offset: 0x2004n, size: 4n });
  expect(Buffer.from(read.bytes).equals(word)).toBe(true);

  await client.call('sync.set', { board, device: 'uiomem0', mode: 'write-combine', offset: 0x1000n, size: 0x2000n });
  expect(await host.shell('cd /sys/class/uiomem/uiomem0; cat sync_mode sync_offset')).toBe('2\n0x1000\n');
  const outside = { offset: 0x10_0000n, size: 0x1000n };
  expect(await failure(client.call('sync.forCpu', { board, device: 'uiomem0', range: outside }))).toMatchObject({
    id: 'sync.outside',
  });
});

test('a plan that is made of the board leaves it loaded', async () => {
  const { text } = await client.call('plan.new', { board, fromBoard: true });
  expect(text).toMatch(/# The reference driver 1\.1\.0-beta\.1 is loaded, and stays/);
  const { findings } = await client.call('plan.lint', { text, folder: host.folder, by: { kind: 'board', board } });
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  const steps = async (plan: string) =>
    (
      await client.call('plan.steps', {
        text: plan,
        folder: host.folder,
        by: { kind: 'board', board },
        embedModule: false,
      })
    ).steps.map(({ title }) => title);
  expect(await steps(text)).toEqual([]);
  // The same parameters do not make it ours.
  expect(await steps(text.replace('from: loaded', 'from: built-in'))).toContain(
    'unload the reference driver 1.1.0-beta.1',
  );
});

it('module.already-loaded: says what is loaded, and what to do', async () => {
  const parameters = [{ name: 'uiomem0_addr', value: '0x70000000' }];
  expect(await failure(client.call('module.load', { board, parameters }))).toMatchObject({
    id: 'module.already-loaded',
    message: 'The reference driver 1.1.0-beta.1 is loaded already.',
    hint: expect.stringMatching(/plan new --from-board.*module unload/),
  });
});

it('module.in-use: whoever holds it is named, and it stays', async () => {
  await host.shell('(exec sleep 1000 </dev/uiomem0 >/dev/null 2>&1) & echo $! >/tmp/holder');
  const pid = Number(await host.shell('cat /tmp/holder'));
  expect(await failure(client.call('module.unload', { board }))).toMatchObject({
    id: 'module.in-use',
    message: expect.stringContaining(`${pid} sleep 1000 (uiomem0)`),
    data: { holders: [expect.objectContaining({ pid, device: 'uiomem0' })] },
  });
  expect(await loaded()).toBe('1\n');
  await host.shell(`kill ${pid}`);
});

test('unloading tells what was unloaded', async () => {
  expect(await client.call('module.unload', { board })).toMatchObject({
    module: { driver: 'reference', version: '1.1.0-beta.1' },
  });
  expect(await loaded()).toBe('0\n');
});
