/** A bring-up through the host's contract on an emulated board; memory is judged in the board's RAM file. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RamFile } from '../app/host/emulated-board/ram-file.ts';
import { type EmulatedHost, emulatedHost } from './testing/emulated-host.ts';

const board = 'first-light';
const address = 0x7000_0000n;
const parameters = [
  { name: 'uiomem0_addr', value: '0x70000000' },
  { name: 'uiomem0_size', value: '0x100000' },
];
let host: EmulatedHost;
let client: EmulatedHost['client'];
let status: EmulatedHost['status'];

beforeAll(async () => {
  host = await emulatedHost(board);
  ({ client, status } = host);
});

afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

test('the board is registered with its host key known, and tells what it is', async () => {
  const stages: string[] = [];
  const facts = await client.call('board.facts', { board }, { onProgress: ({ stage }) => stages.push(stage) });
  expect(facts.kernel.machine).toBe('aarch64');
  expect(facts.kernel.release).toBe(status.kernel);
  expect(stages).toContain('host-key');
  expect(facts.uiomemNodes.length).toBeGreaterThanOrEqual(2);
});

test('the module is built once, loaded, and its devices are there', async () => {
  const lines: string[] = [];
  await client.call('module.build', { board }, { onItem: ({ line }) => void lines.push(line) });
  expect((await client.call('module.build', { board })).reused).toBe(true);
  const { devices } = await client.call('module.load', { board, parameters });
  const kinds = devices.map(({ origin }) => origin.kind).sort();
  expect(kinds).toEqual(['device-tree', 'device-tree', 'insmod']);
  expect(devices.find(({ name }) => name === 'uiomem0')).toMatchObject({ address, size: 0x10_0000n, cached: true });
  await expect(client.call('module.load', { board, parameters })).rejects.toMatchObject({
    id: 'module.already-loaded',
  });
});

test('what the helper writes is in the RAM file, and what changes there is read', async () => {
  await using ram = await RamFile.open(status.ramFile ?? '', BigInt(status.ramBase ?? '0'));
  const { devices } = await client.call('device.list', { board });
  for (const { name, address } of devices) {
    const bytes = randomBytes(0x3000);
    const place = { board, device: name, content: 'memory', offset: 0x1000n } as const;
    const upload = (async function* () {
      yield bytes;
    })();
    await client.call('memory.load', { ...place, size: BigInt(bytes.length) }, { upload });
    await client.call('sync.forDevice', { board, device: name, direction: 'cpu-writes' });
    expect(bytes.equals(await ram.read(address + 0x1000n, bytes.length))).toBe(true);

    const word = randomBytes(4);
    await ram.write(address + 0x2004n, word);
    await client.call('sync.forCpu', { board, device: name, direction: 'device-writes' });
    const read = await client.call('memory.read', { ...place, offset: 0x2004n, size: 4n });
    expect(Buffer.from(read.bytes).equals(word)).toBe(true);
    expect(read.output.address).toBe(address + 0x2004n);

    let dumped = Buffer.alloc(0);
    await client.call(
      'memory.dump',
      { ...place, size: 0x3000n },
      {
        onBytes(piece) {
          dumped = Buffer.concat([dumped, piece]);
        },
      },
    );
    word.copy(bytes, 0x1004);
    expect(dumped.equals(bytes)).toBe(true);
  }
});

test('a device that nobody called memory is not read', async () => {
  await expect(client.call('memory.read', { board, device: 'uiomem0', offset: 0n, size: 4n })).rejects.toMatchObject({
    id: 'memory.content-unknown',
  });
});

test('unloading closes our mappings first, and another load works', async () => {
  const { closedMappings } = await client.call('module.unload', { board });
  expect(closedMappings).toBeGreaterThan(0);
  expect((await client.call('device.list', { board })).devices).toEqual([]);
  await client.call('module.load', { board, parameters });
});

test('a region that cannot be is refused with the reason in words, and nothing is loaded', async () => {
  await client.call('module.unload', { board });
  const inRam = [
    { name: 'uiomem0_addr', value: '0x48000000' },
    { name: 'uiomem0_size', value: '0x100000' },
  ];
  await expect(client.call('module.load', { board, parameters: inRam })).rejects.toThrow(/uiomem0/);
});
