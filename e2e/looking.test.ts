/**
 * Looking changes nothing: as many looks as a minute has, through both eyes and at everything that a window shows, while the
 * board's kernel traces the driver's functions and QEMU counts the cache instructions.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RamFile } from '../app/host/emulated-board/ram-file.ts';
import { runProgram } from '../app/host/emulated-board/run-program.ts';
import { readCounts } from './kernel/cache-instructions.ts';
import { type EmulatedHost, emulatedHost } from './testing/emulated-host.ts';

const board = 'looking';
/** Cached and not coherent, where a sync or a read by the driver has lines to maintain. */
const devices = [
  { device: 'uiomem0', address: 0x7000_0000n },
  { device: 'uiomem2', address: 0x7100_0000n },
] as const;
const size = 0x10_0000n;
/** At 60 a second. */
const looksOfAMinute = 3600;

let host: EmulatedHost;
let counts: string;
beforeAll(async () => {
  host = await emulatedHost(board, async (folder) => {
    counts = join(folder, 'counts');
    const plugin = join(folder, 'cache-instructions.so');
    await runProgram('make', ['-s', '-C', join(import.meta.dirname, '../kernel/tests'), `BUILD=${folder}`, plugin]);
    return { qemuArguments: ['-plugin', `file=${plugin},counts=${counts}`] };
  });
  const parameters = devices.flatMap(({ device, address }) => [
    { name: `${device}_addr`, value: `0x${address.toString(16)}` },
    { name: `${device}_size`, value: `0x${size.toString(16)}` },
    { name: `${device}_option`, value: '2' },
  ]);
  await host.client.call('module.load', { board, parameters });
  // An owner each, both ways.
  await host.client.call('sync.forCpu', { board, device: devices[0].device });
  await host.client.call('sync.forDevice', { board, device: devices[1].device });
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

/** Which functions of the driver the kernel ran meanwhile, and how often each (Documentation/trace/ftrace.rst). */
async function driverFunctions(work: () => Promise<unknown>): Promise<Map<string, number>> {
  const tracing = (commands: string) => host.shell(`cd /sys/kernel/tracing && ${commands}`);
  const begin = ['echo nop >current_tracer', 'echo 16384 >buffer_size_kb', "echo ':mod:uiomem' >set_ftrace_filter"];
  await tracing([...begin, 'echo function >current_tracer', 'echo >trace', 'echo 1 >tracing_on'].join(' && '));
  await work();
  const text = await tracing('echo 0 >tracing_on && cat per_cpu/cpu*/stats trace && echo nop >current_tracer');
  expect(new Set([...text.matchAll(/^overrun: (\d+)$/gm)].map(([, lost]) => lost))).toEqual(new Set(['0']));
  const found = new Map<string, number>();
  for (const [, name = ''] of text.matchAll(/: (\w+)(?: \[uiomem\])? <-/g)) found.set(name, (found.get(name) ?? 0) + 1);
  return found;
}

/** What is left when opening, mapping and showing attributes are taken away: neither cache nor memory nor attribute is touched by those. */
function beyondLooking(functions: Map<string, number>): string[] {
  const looking =
    /_show$|^uiomem_(open|release|enter|leave|mmap|map|mapping_\w+|wants_noncached|noncached|vm_(open|close))$/;
  return [...functions.keys()].filter((name) => !looking.test(name)).sort();
}

const classFiles = () => host.shell('grep -rH . /sys/class/uiomem/*/ 2>/dev/null; :');
async function ramBytes(): Promise<Buffer[]> {
  await using ram = await RamFile.open(host.status.ramFile ?? '', BigInt(host.status.ramBase ?? 0));
  return await Promise.all(devices.map(({ address }) => ram.read(address, Number(size))));
}

test('a minute of looks through both eyes reads no device file, syncs nothing, and leaves every value as it was', {
  timeout: 300_000,
}, async () => {
  const { client } = host;
  // Every file of every device, the owners among them.
  const before = await classFiles();
  expect(before).toMatch(/uiomem0.*sync_owner:0\n[\s\S]*uiomem2.*sync_owner:1\n/);
  const memory = await ramBytes();
  const instructions = await readCounts(counts);
  let looks = 0;
  const functions = await driverFunctions(async () => {
    const abort = new AbortController();
    const { signal } = abort;
    const stopped = (thrown: unknown) => {
      if (!signal.aborted) throw thrown;
    };
    const every = devices.flatMap(({ device }) => [
      { device, eye: 'cpu' } as const,
      { device, eye: 'device' } as const,
    ]);
    // What goes on in a window: four views, the host's state, and what its user asks for.
    const views = every.map(async (place) => {
      const watch = { board, content: 'memory', offset: 0x1000n, size: 0x1000, intervalMs: 16, ...place } as const;
      const onItem = () => {
        looks += 1;
      };
      await client.call('memory.watch', watch, { signal, onItem }).catch(stopped);
    });
    // Something writes all the time, as a device would, so that hardly a look finds nothing new and is not told.
    const writing = (async () => {
      await using ram = await RamFile.open(host.status.ramFile ?? '', BigInt(host.status.ramBase ?? 0));
      for (let value = 1; !signal.aborted; value += 1) {
        for (const { address } of devices) await ram.write(address + 0x1800n, Uint8Array.of(value));
        await sleep(5);
      }
      for (const { address } of devices) await ram.write(address + 0x1800n, Uint8Array.of(0));
    })();
    const state = client.call('state.watch', {}, { signal }).catch(stopped);
    const asking = (async () => {
      for (let round = 0; looks < looksOfAMinute; round += 1) {
        for (const place of every) {
          await client.call('memory.read', { board, content: 'memory', offset: 0n, size: 0x100n, ...place });
        }
        await client.call('device.list', { board });
        await client.call('device.info', { board, device: devices[0].device });
        await client.call('sync.get', { board, device: devices[1].device });
        if (round % 20 === 0) {
          await client.call('board.facts', { board });
          await client.call('memory.dump', { board, content: 'memory', device: devices[1].device, offset: 0n });
        }
        await sleep(500);
      }
      abort.abort();
    })();
    await Promise.all([...views, state, asking, writing]);
  });
  expect(beyondLooking(functions)).toEqual([]);
  // The trace was alive: mappings were made in it.
  expect([...functions.keys()]).toEqual(expect.arrayContaining(['uiomem_mmap', 'uiomem_open']));
  expect(await readCounts(counts)).toEqual(instructions);
  expect(await classFiles()).toBe(before);
  expect((await ramBytes()).map((bytes, index) => bytes.equals(memory[index] ?? Buffer.alloc(0)))).toEqual([
    true,
    true,
  ]);
});

test('the same trace and counters see what would have changed something', async () => {
  const instructions = await readCounts(counts);
  const functions = await driverFunctions(async () => {
    await host.shell('dd if=/dev/uiomem0 of=/dev/null bs=4096 count=1 2>/dev/null');
    await host.client.call('sync.forCpu', { board, device: 'uiomem2' });
  });
  expect(beyondLooking(functions)).toEqual(
    expect.arrayContaining(['sync_for_cpu_store', 'uiomem_cache_lines', 'uiomem_read', 'uiomem_sync_command']),
  );
  // A page, before and after its copy, and the whole of the other device.
  expect((await readCounts(counts)).invalidate - instructions.invalidate).toBe(128 + 16_384);
});
