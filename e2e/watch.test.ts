/** Watching memory and registers of a real board, judged by its RAM file and by what its bus carries. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HostContract } from '../app/contract.ts';
import { RamFile } from '../app/host/emulated-board/ram-file.ts';
import type { WatchSample } from '../remote-helper/contract/memory.ts';
import type { CallOptions, Input } from '../remote-helper/rpc/contract.ts';
import { type Problem, problemOf } from '../remote-helper/rpc/problem.ts';
import { boardProcesses, busAccesses, settled } from './testing/boards.ts';
import { type EmulatedHost, emulatedHost } from './testing/emulated-host.ts';

type Procedure = HostContract['memory.watch'];

const board = 'watch';
const memory = { device: 'uiomem0', address: 0x7000_0000n, size: 0x10_0000n };
/** Registers: QEMU's hw/misc/edu.c, docs/specs/edu.txt. 0x00 identifies, 0x04 answers with the inverse of what it is given. */
const edu = { device: 'uiomem2', address: 0x1000_0000n, size: 0x10_0000n };
/** Nothing at all: QEMU's hw/arm/virt.c. */
const hole = { device: 'uiomem3', address: 0x0b00_0000n, size: 0x1000n };

let host: EmulatedHost;
let ram: RamFile;
beforeAll(async () => {
  host = await emulatedHost(board);
  await host.shell('for d in /sys/bus/pci/devices/*; do echo 1 >$d/enable; done');
  const region = (slot: number, { address, size }: { address: bigint; size: bigint }, option: string) => [
    { name: `uiomem${slot}_addr`, value: `0x${address.toString(16)}` },
    { name: `uiomem${slot}_size`, value: `0x${size.toString(16)}` },
    { name: `uiomem${slot}_option`, value: option },
  ];
  // 2: cached memory; 0: not cached.
  const parameters = [...region(0, memory, '2'), ...region(2, edu, '0'), ...region(3, hole, '0')];
  await host.client.call('module.load', { board, parameters });
  ram = await RamFile.open(host.status.ramFile ?? '', BigInt(host.status.ramBase ?? 0));
});
afterAll(async () => {
  await ram?.[Symbol.asyncDispose]();
  await host?.[Symbol.asyncDispose]();
});

interface Seen extends WatchSample {
  readonly bytes: Buffer;
}

function watching(input: Partial<Input<Procedure>>, onItem: CallOptions<Procedure>['onItem'] = () => {}) {
  const seen: Seen[] = [];
  const abort = new AbortController();
  const place = { board, device: memory.device, content: 'memory', offset: 0n, size: 0x1000, intervalMs: 50 } as const;
  const over: Promise<Problem | undefined> = host.client
    .call(
      'memory.watch',
      { ...place, ...input },
      {
        signal: abort.signal,
        async onItem(sample, bytes) {
          seen.push({ ...sample, bytes: Buffer.from(bytes) });
          await onItem(sample, bytes);
        },
      },
    )
    .then(
      () => undefined,
      (thrown) => problemOf(thrown),
    );
  return {
    seen,
    over,
    abort,
    /** Resolves with a sample that is right and came after the first `from`. */
    async sample(right: (sample: Seen) => boolean, from = 0): Promise<Seen> {
      for (let tries = 0; tries < 2000; tries += 1) {
        const found = seen.slice(from).find(right);
        if (found !== undefined) return found;
        await sleep(10);
      }
      throw new Error(`no such sample among ${JSON.stringify(seen.map(({ changes }) => changes))}`);
    },
    async [Symbol.asyncDispose]() {
      abort.abort();
      await over;
    },
  };
}

for (const eye of ['cpu', 'device'] as const) {
  test(`what changes from outside is exactly the runs of the next look, through the eye ${eye}`, async () => {
    const start = Buffer.from(Array.from({ length: 0x1000 }, (_, at) => (at * 13) & 0xff));
    await ram.write(memory.address + 0x2000n, start);
    // At this pace every look is sent.
    await using watch = watching({ eye, offset: 0x2000n, intervalMs: 1000 });
    const first = await watch.sample(() => true);
    expect(first).toEqual({
      sample: 0,
      looks: 1,
      at: expect.any(Number),
      changes: [{ offset: 0, size: 0x1000 }],
      bytes: start,
    });
    await watch.sample(({ sample }) => sample === 1);
    const before = watch.seen.length;
    const [five, one] = [Buffer.from([1, 2, 3, 4, 5].map((each) => each ^ 0x80)), Buffer.from([0x55])];
    const changes = [
      { offset: 0x123, size: 5 },
      { offset: 0xfff, size: 1 },
    ];
    await ram.write(memory.address + 0x2123n, five);
    await ram.write(memory.address + 0x2fffn, one);
    await watch.sample(({ sample }) => sample === before + 2, before);
    const after = watch.seen.slice(before, before + 3);
    const told = after.filter((sample) => sample.changes.length > 0);
    // A look that was under way may have been too early for them, or between the two.
    expect(after.findLastIndex((sample) => sample.changes.length > 0)).toBeLessThan(2);
    expect(told.flatMap((sample) => sample.changes)).toEqual(changes);
    expect(Buffer.concat(told.map(({ bytes }) => bytes))).toEqual(Buffer.concat([five, one]));
    // A look that came late is made up for, and never more than that.
    const gaps = watch.seen.slice(1).map(({ at }, index) => at - (watch.seen[index]?.at ?? 0));
    for (const gap of gaps) expect(gap).toBeGreaterThan(900);
    expect((watch.seen.at(-1)?.at ?? 0) - first.at).toBeGreaterThan(995 * gaps.length);
  });
}

test('registers are read in their width and nowhere else, and not at all after the end', async () => {
  const { client } = host;
  const place = { board, device: edu.device, content: 'registers' } as const;
  let looks = 0;
  const accesses = await busAccesses(host.status, edu, async () => {
    const bytes = Buffer.from('78563412', 'hex');
    await client.call('memory.write', { ...place, offset: 4n }, { bytes });
    await using watch = watching({ ...place, offset: 0n, size: 8, intervalMs: 20 });
    const all = await watch.sample(() => true);
    expect(all.bytes.toString('hex')).toBe('ed00000187a9cbed');
    await client.call('memory.write', { ...place, offset: 4n }, { bytes: Buffer.from('78563400', 'hex') });
    const change = await watch.sample(({ sample }) => sample === 1);
    expect([change.changes, change.bytes.toString('hex')]).toEqual([[{ offset: 7, size: 1 }], 'ff']);
    looks = watch.seen.length;
  });
  const reads = accesses.filter(({ kind }) => kind === 'read');
  expect(accesses.length - reads.length).toBe(2);
  expect(reads.length).toBeGreaterThanOrEqual(looks * 2);
  expect(new Set(reads.map(({ address, width }) => `${address - edu.address} ${width}`))).toEqual(
    new Set(['0 32', '4 32']),
  );
  // Each look is both, in order.
  expect(reads.filter((_, at) => at % 2 === 0).every(({ address }) => address === edu.address)).toBe(true);

  // What is asked after the cancellation is answered after it.
  await client.call('device.list', { board });
  expect(await busAccesses(host.status, edu, () => sleep(600))).toEqual([]);
});

test('the host’s end of a call ends the looking too, at the longest interval as well', async () => {
  const watch = watching({ device: edu.device, content: 'registers', size: 4, intervalMs: 60_000 });
  await watch.sample(() => true);
  watch.abort.abort();
  expect((await watch.over)?.id).toBe('cancelled');
});

test('ranges outside and unaligned ones are refused before anything is touched, as a read refuses them', async () => {
  const cases = [
    { offset: edu.size - 4n, size: 8 },
    { offset: edu.size, size: 4 },
    { offset: 2n, size: 4 },
    { offset: 0n, size: 6 },
  ];
  const place = { board, device: edu.device, content: 'registers' } as const;
  const accesses = await busAccesses(host.status, edu, async () => {
    for (const { offset, size } of cases) {
      const read = await host.client.call('memory.read', { ...place, offset, size: BigInt(size) }).then(
        () => undefined,
        (thrown) => problemOf(thrown),
      );
      const watch = watching({ ...place, offset, size });
      expect(await watch.over).toEqual(read);
      expect(read?.id).toMatch(/^memory\.(outside|unaligned)$/);
      expect(watch.seen).toEqual([]);
    }
  });
  expect(accesses).toEqual([]);
});

test('a slow reader gets fewer looks, and after a pause what is there then', async () => {
  const at = memory.address + 0x8000n;
  await ram.write(at, new Uint8Array(64));
  const pause = Promise.withResolvers<void>();
  await using watch = watching({ offset: 0x8000n, size: 64, intervalMs: 20 }, () => pause.promise);
  await watch.sample(() => true);
  for (let value = 1; value <= 60; value += 1) {
    await ram.write(at, Uint8Array.of(value));
    await sleep(25);
  }
  pause.resolve();
  const last = await watch.sample(({ bytes }) => bytes[0] === 60);
  // Two windows of four, from the board to the host and from the host to here, and the one after them; 60 would have been as many as changes.
  expect(last.sample).toBeLessThanOrEqual(10);
  expect(watch.seen.map(({ sample }) => sample)).toEqual(Array.from(watch.seen, (_, index) => index));
});

test('several watches of one board keep their pace beside other calls', async () => {
  await using one = watching({ intervalMs: 100 });
  await using two = watching({ device: edu.device, content: 'registers', size: 4, intervalMs: 100 });
  await one.sample(() => true);
  await two.sample(() => true);
  await ram.write(
    memory.address + 0x10n,
    Uint8Array.of((((await ram.read(memory.address + 0x10n, 1))[0] ?? 0) + 1) & 0xff),
  );
  expect((await one.sample(({ sample }) => sample === 1)).changes).toEqual([{ offset: 0x10, size: 1 }]);
  const lives = await two.sample(({ sample }) => sample === 2);
  expect([lives.changes, lives.bytes.length]).toEqual([[], 0]);
  expect((await host.client.call('device.list', { board })).devices.length).toBeGreaterThan(2);
});

test('a bus error ends the watch with its place, and nothing else', async () => {
  const [helper] = await boardProcesses(host.board, 'helper.cjs');
  for (const content of ['registers', 'memory'] as const) {
    const watch = watching({ device: hole.device, content, offset: 0x10n, size: 8 });
    expect(await watch.over).toMatchObject({ id: 'memory.bus-error', data: { device: hole.device, width: 32 } });
    expect(watch.seen).toEqual([]);
  }
  expect(await boardProcesses(host.board, 'helper.cjs')).toEqual([helper]);
});

test('a device that goes away under a watch ends it; so does unloading, and both say what happened', async () => {
  const unbound = watching({});
  await unbound.sample(() => true);
  await host.shell('echo uiomem.0 >/sys/bus/platform/drivers/uiomem/unbind');
  expect(await unbound.over).toMatchObject({ id: 'mapping.lost' });
  await host.shell('echo uiomem.0 >/sys/bus/platform/drivers/uiomem/bind');

  const memories = watching({});
  const registers = watching({ device: edu.device, content: 'registers', size: 8 });
  await memories.sample(() => true);
  await registers.sample(() => true);
  await host.client.call('module.unload', { board });
  for (const watch of [memories, registers]) {
    expect(await watch.over).toMatchObject({ id: 'mapping.closed', message: expect.stringContaining('unmapped') });
  }
  expect(
    await settled(
      () => host.shell('cat /proc/modules'),
      (text) => !text.includes('uiomem'),
    ),
  ).not.toContain('uiomem');
});
