/** `dt …` on a board: its tree as it is, and what its kernel and our driver make of an overlay as it was rehearsed. Judged by dtc and ssh. */
import { execFile, execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFdt } from '../app/devicetree/fdt/read-fdt.ts';
import { sortedTree } from '../app/devicetree/testing/built.ts';
import { program } from './testing/command-process.ts';
import { type EmulatedHost, emulatedHost } from './testing/emulated-host.ts';

const name = 'device-tree';
const overlay = join(import.meta.dirname, '../resources/emulated-board/device-tree/board.dtso');
let host: EmulatedHost;
const at = (file: string) => join(host.folder, file);

beforeAll(async () => {
  host = await emulatedHost(name);
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

/** As another process would, with the board's facts in a file. */
const studio = async (...words: string[]) => await promisify(execFile)(program, words, { maxBuffer: 64 << 20 });
const normal = (file: string) => execFileSync('dtc', ['-q', '-I', 'dtb', '-O', 'dts', '-s', file]).toString();

test('shows the tree that the board was booted with, and dtc makes the same of it again', async () => {
  const facts = await host.client.call('board.facts', { board: name });
  const json = (_: string, value: unknown) => (typeof value === 'bigint' ? `0x${value.toString(16)}` : value);
  await writeFile(at('facts.json'), JSON.stringify(facts, json));
  const { stdout } = await studio('dt', 'show', '--facts', at('facts.json'));
  await writeFile(at('shown.dts'), stdout);
  execFileSync('dtc', ['-q', '-o', at('shown.dtb'), at('shown.dts')]);
  await writeFile(at('board.dtb'), Buffer.from(await host.shell('base64 /sys/firmware/fdt'), 'base64'));
  expect(normal(at('shown.dtb'))).toBe(normal(at('board.dtb')));
});

test('the live tree is that of the boot as long as nothing was put onto it', async () => {
  const { output, bytes } = await host.client.call('deviceTree.read', { board: name });
  const { tree, findings } = readFdt(bytes);
  expect(findings).toEqual([]);
  const booted = readFdt(new Uint8Array(Buffer.from(await host.shell('base64 /sys/firmware/fdt'), 'base64'))).tree;
  if (tree === undefined || booted === undefined) throw new Error('no tree');
  expect(sortedTree(tree)).toEqual(sortedTree(booted));
  const count = await host.shell('find /proc/device-tree/ -type d | wc -l');
  expect(output).toEqual({ nodes: Number(count), symbols: true });
});

test('nothing is wrong with its tree that would keep a device away', async () => {
  const { stdout } = await studio('dt', 'lint', '--facts', at('facts.json'), '--json');
  const { result } = JSON.parse(stdout) as { result: { findings: { severity: string }[] } };
  expect(result.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
});

test('what a rehearsal says of the board’s own overlay is what became of it', async () => {
  // The machine as QEMU makes it, without what the board adds.
  execFileSync(
    'qemu-system-aarch64',
    [
      '-M',
      `virt,dumpdtb=${at('machine.dtb')}`,
      '-cpu',
      'cortex-a53',
      '-m',
      '1G',
      '-smp',
      '2',
      '-nodefaults',
      '-display',
      'none',
    ],
    { stdio: 'ignore' },
  );
  const { stdout } = await studio(
    'dt',
    'rehearse',
    overlay,
    '--base',
    at('machine.dtb'),
    '--facts',
    at('facts.json'),
    '--at',
    'boot',
    '--json',
  );
  const [{ predictions, good }] = JSON.parse(stdout).result.rehearsals as [
    { good: boolean; predictions: { path: string; outcome: { kind: string; device: Record<string, unknown> } }[] },
  ];
  expect(good).toBe(true);
  const built = await host.client.call('module.build', { board: name });
  await host.shell('cat > /tmp/u.ko; insmod /tmp/u.ko; rm /tmp/u.ko', await readFile(built.module.path));
  const attribute = async (device: string, file: string) =>
    (await host.shell(`cat /sys/class/uiomem/${device}/${file}`)).trim();
  const found = await Promise.all(
    predictions.map(async ({ path, outcome: { device } }) => {
      const of = String(device.name);
      return {
        path,
        node: (await host.shell(`readlink -f /sys/class/uiomem/${of}/device/of_node`))
          .trim()
          .replace('/sys/firmware/devicetree/base', ''),
        address: BigInt(await attribute(of, 'phys_addr')),
        size: BigInt(await attribute(of, 'size')),
        cached: (await attribute(of, 'cached')) === '1',
        coherent: (await attribute(of, 'coherent')) === '1',
        shareable: (await attribute(of, 'shareable')) === '1',
        minor: Number((await attribute(of, 'dev')).split(':')[1]),
        mode: Number(await attribute(of, 'sync_mode')),
        syncSize: BigInt(await attribute(of, 'sync_size')),
      };
    }),
  );
  expect(
    predictions.map(({ path, outcome: { kind, device } }) => {
      const { address, size, cached, coherent, shareable, minor, sync } = device as Record<string, never> & {
        sync: { mode: number; size: string };
      };
      expect(kind).toBe('device');
      return {
        path,
        node: path,
        address: BigInt(address ?? 0),
        size: BigInt(size ?? 0),
        cached,
        coherent,
        shareable,
        minor,
        mode: sync.mode,
        syncSize: BigInt(sync.size),
      };
    }),
  ).toEqual(found);
  expect(found.map(({ path }) => path).sort()).toEqual(['/uiomem-buffer', '/uiomem@78000000']);
});
