/**
 * Mappings over files in place of devices: what lies behind a file's end answers with a real SIGBUS, so that verdicts,
 * restarts and exact places are tested with the real child process.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Mappings } from './mappings.ts';
import { Probe } from './probe.ts';
import { dump, load, pieceSize } from './stream.ts';

const pageSize = 4096;
let scratch: string;
let file: string;
let probe: Probe;
let mappings: Mappings;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'uiomem-studio-memory-'));
  file = join(scratch, 'device');
  writeFileSync(
    file,
    Uint8Array.from({ length: 3 * pageSize }, (_, index) => (index * 7) & 0xff),
  );
  probe = new Probe(fileURLToPath(new URL('../probe.ts', import.meta.url)));
  mappings = new Mappings(probe);
});
afterEach(async () => {
  await mappings.closeAll();
  probe.close();
  rmSync(scratch, { recursive: true });
});

const request = (changes: object = {}) => ({
  device: 'uiomem0',
  node: file,
  address: 0x400000000n,
  deviceSize: BigInt(readFileSync(file).length),
  eye: 'cpu' as const,
  content: 'memory' as const,
  writable: true,
  pageSize,
  ...changes,
});
const ids = async (work: Promise<unknown>): Promise<unknown> =>
  await work.then(
    () => 'done',
    (thrown: { problem?: { id: string; data?: unknown } }) => ({ id: thrown.problem?.id, data: thrown.problem?.data }),
  );

for (const content of ['memory', 'registers'] as const) {
  test(`${content}: a mapping from any offset reads and writes the device`, async () => {
    const bytes = readFileSync(file);
    const { mapping, address, size } = await mappings.map(request({ content, offset: 4100n, size: 5000n }));
    expect([address, size]).toEqual([0x400001004n, 5000n]);
    for (const [width, offset] of [
      [8, 3n],
      [16, 2n],
      [32, 4n],
      [64, 12n],
    ] as const) {
      const read = await mappings.read(mapping, offset, 64n, width);
      expect(Buffer.from(read)).toEqual(bytes.subarray(4100 + Number(offset), 4164 + Number(offset)));
    }
    await mappings.write(mapping, 4n, Uint8Array.of(1, 2, 3, 4), 32);
    expect([...readFileSync(file).subarray(4104, 4108)]).toEqual([1, 2, 3, 4]);
    await mappings.unmap(mapping);
    expect(await ids(mappings.read(mapping, 0n, 4n, 32))).toEqual({ id: 'mapping.closed', data: { mapping } });
  });

  test(`${content}: a bus error names its place, ends nobody but the child, and the rest stays readable`, async () => {
    const { mapping } = await mappings.map(request({ content, offset: 8n }));
    truncateSync(file, 2 * pageSize);
    const victim = probe.pid;
    const at = content === 'memory' ? 2 * pageSize - 8 : 2 * pageSize - 8;
    expect(await ids(mappings.read(mapping, 0n, BigInt(2 * pageSize + 64), 32))).toEqual({
      id: 'memory.bus-error',
      data: { device: 'uiomem0', offset: `0x${at.toString(16)}`, address: '0x400002000', width: 32 },
    });
    // The next child is started before anybody asks for it: node takes seconds on a slow board.
    expect([probe.pid, victim]).toEqual([expect.any(Number), expect.any(Number)]);
    expect(probe.pid).not.toBe(victim);
    const read = await mappings.read(mapping, 0n, 16n, 32);
    expect(Buffer.from(read)).toEqual(readFileSync(file).subarray(8, 24));
  });
}

test('nothing is read of registers that was not asked for, and memory is touched before the first write', async () => {
  const registers = await mappings.map(request({ content: 'registers' }));
  const memory = await mappings.map(request());
  truncateSync(file, pageSize);
  expect(await ids(mappings.write(memory.mapping, BigInt(2 * pageSize), new Uint8Array(4), 32))).toMatchObject({
    id: 'memory.bus-error',
  });
  // Were the page around the register touched too, this would fail for the third page.
  expect(Buffer.from(await mappings.read(registers.mapping, BigInt(pageSize - 4), 4n, 32))).toEqual(
    readFileSync(file).subarray(pageSize - 4),
  );
});

test('refuses what is outside, unaligned, too large, read-only, or bulk on registers', async () => {
  expect(await ids(mappings.map(request({ offset: 4096n, size: 8193n })))).toMatchObject({ id: 'memory.outside' });
  expect(await ids(mappings.map(request({ offset: 12288n })))).toMatchObject({ id: 'memory.outside' });
  expect(await ids(mappings.map(request({ node: join(scratch, 'none') })))).toEqual({
    id: 'memory.open-failed',
    data: { node: join(scratch, 'none'), errno: 'ENOENT' },
  });
  const { mapping } = await mappings.map(request({ writable: false, content: 'registers' }));
  expect(await ids(mappings.read(mapping, 12_288n, 4n, 32))).toMatchObject({ id: 'memory.outside' });
  expect(await ids(mappings.read(mapping, 2n, 4n, 32))).toMatchObject({ id: 'memory.unaligned' });
  expect(await ids(mappings.read(mapping, 0n, 3n, 16))).toMatchObject({ id: 'memory.unaligned' });
  expect(await ids(mappings.write(mapping, 0n, new Uint8Array(4), 32))).toMatchObject({ id: 'memory.read-only' });
  expect(await ids(mappings.bulk(mapping, 0n, 4n, 'dump'))).toMatchObject({ id: 'memory.registers' });
});

test('dump and load move whole ranges in pieces and tell the digest of what passed', async () => {
  const size = 3 * pieceSize + 5000;
  const content = Uint8Array.from({ length: size }, (_, index) => (index * 31 + (index >> 8)) & 0xff);
  writeFileSync(file, new Uint8Array(size + 100));
  const { mapping } = await mappings.map(request());
  const { signal } = new AbortController();
  const pieces = async function* () {
    for (let at = 0; at < size; at += 70_001) yield content.subarray(at, at + 70_001);
  };
  const target = await mappings.bulk(mapping, 50n, BigInt(size), 'load');
  const loaded = await load(target, 50n, BigInt(size), pieces(), signal);
  expect(
    readFileSync(file)
      .subarray(50, 50 + size)
      .equals(content),
  ).toBe(true);
  const received: Uint8Array[] = [];
  const source = await mappings.bulk(mapping, 50n, BigInt(size), 'dump');
  await dump(source, 50n, BigInt(size), async (piece) => void received.push(piece.slice()), signal);
  expect(Buffer.concat(received).equals(content)).toBe(true);
  expect(loaded).toBe(createHash('sha256').update(content).digest('hex'));
  expect(await ids(load(target, 0n, BigInt(size - 1), pieces(), signal))).toMatchObject({ id: 'memory.upload-size' });
  expect(await ids(load(target, 0n, BigInt(size + 1), pieces(), signal))).toMatchObject({ id: 'memory.upload-size' });
});

test('a dump ends when its mapping is closed or its call is cancelled', async () => {
  writeFileSync(file, new Uint8Array(8 * pieceSize));
  const { mapping } = await mappings.map(request());
  const size = BigInt(8 * pieceSize);
  const source = await mappings.bulk(mapping, 0n, size, 'dump');
  const control = new AbortController();
  const cancelled = dump(source, 0n, size, async () => control.abort(), control.signal);
  await expect(cancelled).rejects.toThrow();
  const closed = dump(source, 0n, size, async () => await mappings.unmap(mapping), new AbortController().signal);
  expect(await ids(closed)).toMatchObject({ id: 'mapping.closed' });
});

test.each([
  ['ends before it is ready', 'process.exit(3);', 'status 3'],
  ['is killed before it is ready', "process.kill(process.pid, 'SIGABRT');", 'SIGABRT'],
])('memory.probe-not-started: a child that %s says nothing of the bus', async (_what, text, why) => {
  const script = join(scratch, 'child.mjs');
  writeFileSync(script, text);
  const broken = new Probe(script);
  try {
    const place = { ...request(), offset: 0n, size: 16n };
    const asked = broken.perform(place, { kind: 'touch', mapping: 1, first: 0, last: 0 }, 1);
    expect(await ids(asked)).toEqual({ id: 'memory.probe-not-started', data: { why } });
  } finally {
    broken.close();
  }
});

test('a child that takes longer to start than a bus may take to answer is waited for', {
  timeout: 20_000,
}, async () => {
  const script = join(scratch, 'child.mjs');
  const answers = "process.on('message', () => process.send({})); process.send({ ready: true });";
  writeFileSync(script, `setTimeout(() => { ${answers} }, 6_000);`);
  const slow = new Probe(script);
  try {
    const place = { ...request(), offset: 0n, size: 16n };
    expect(await ids(slow.perform(place, { kind: 'touch', mapping: 1, first: 0, last: 0 }, 1))).toBe('done');
  } finally {
    slow.close();
  }
});
