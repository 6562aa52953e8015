/**
 * Regions that cannot be, on a real board: refused before the board is touched, by their ids; and what the kernel itself says
 * when somebody loads the driver past the tool, explained line by line. Judged by the board's own dmesg, journal and /proc.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { Finding } from '../../app/plan/finding.ts';
import type { Explanation } from '../../app/plan/messages/message.ts';
import { problemOf } from '../../remote-helper/rpc/problem.ts';
import { writableRoots } from '../testing/boards.ts';
import { program, start } from '../testing/command-process.ts';
import { type EmulatedHost, emulatedHost } from '../testing/emulated-host.ts';

const name = 'regions';
let host: EmulatedHost;
let module: Buffer;

beforeAll(async () => {
  host = await emulatedHost(name);
  const built = await host.client.call('module.build', { board: name });
  module = await readFile(built.module.path);
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

const plan = (regions: string) => `version: 1\nregions:\n${regions}\n`;
const one = (device: string, address: string, size: string, more = '') =>
  plan(`  - { device: ${device}, address: ${address}, size: ${size}${more} }`);

/**
 * All that could tell that a board was touched: the kernel's log, the journal, modules, devices, files of the tool. Without
 * what the kernel says by itself of a machine that is slow (kernel/time/clocksource.c, hrtimer.c, kernel/rcu/tree_stall.h).
 */
const traces = async () => {
  const text = await host.shell(
    `${writableRoots}; dmesg | grep -vE '\\] (clocksource|hrtimer|rcu|sched|workqueue): '; md5sum /var/lib/uiomem-studio/journal/* 2>/dev/null; cat /proc/modules /proc/iomem; ls /dev /sys/class; find $roots -xdev -name '*.ko' 2>/dev/null | sort`,
  );
  return text.split('\n');
};

describe('a plan is refused before the board is touched', () => {
  it.each<[id: string, wanted: string, text: string, message: RegExp]>([
    [
      'region.overlaps-ram',
      'all of it RAM',
      one('uiomem0', '0x48000000', '1M'),
      /^uiomem0, 0x48000000 to 0x480fffff \(1 MiB\), lies in System RAM 0x40000000 to 0x[0-9a-f]+ /,
    ],
    [
      'region.overlaps-ram',
      'half of it RAM',
      one('uiomem0', '0x6ff00000', '2M'),
      /is in part System RAM: 0x6ff00000 to 0x6fffffff \(1 MiB\)\.$/,
    ],
    [
      'region.beyond-address-width',
      'past the physical addresses',
      one('uiomem0', '0xfffff00000', '2M'),
      /beyond 0xffffffffff, the last of the board’s 40-bit physical addresses\.$/,
    ],
    [
      'region.overlaps-claimed',
      'the serial port’s, by its driver',
      one('uiomem0', '0x09000000', '4096'),
      /overlaps what \S+pl011 \S+ \(device 9000000\.pl011 of the driver uart-pl011\) has claimed/,
    ],
    [
      'region.overlaps-claimed',
      'the configuration space of PCI',
      one('uiomem0', '0x4010010000', '4K'),
      /overlaps what PCI ECAM \(device 4010000000\.pcie of the driver pci-host-generic\) has claimed/,
    ],
    [
      'region.duplicate-device',
      'a name that the plan has twice',
      plan(
        '  - { device: uiomem0, address: 0x70000000, size: 1M }\n  - { device: uiomem0, address: 0x71000000, size: 1M }',
      ),
      /uiomem0/,
    ],
    [
      'region.duplicate-minor',
      'a name and minor that a node of the board has',
      one('uiomem1', '0x70000000', '1M'),
      /uiomem1.*minor 1/,
    ],
  ])('%s: %s', async (id, _wanted, text, message) => {
    const before = await traces();
    const refused = await host.client
      .call('plan.apply', { board: name, text, folder: host.folder, resume: false })
      .then(() => undefined, problemOf);
    expect(refused).toMatchObject({ id: 'plan.lint', data: { findings: [{ id, severity: 'error' }] } });
    const findings = refused?.data?.findings;
    const [finding]: Partial<Finding>[] = Array.isArray(findings) ? findings : [];
    expect(finding?.message).toMatch(message);
    expect(finding?.hint ?? finding?.fix).toBeDefined();
    const after = await traces();
    expect(after.filter((line) => !before.includes(line))).toEqual([]);
    expect(before.filter((line) => !after.includes(line))).toEqual([]);
  });

  it('region.overlaps-claimed: the way to unbind that is told is one that works', async () => {
    const { findings } = await host.client.call('plan.lint', {
      text: one('uiomem0', '0x09010000', '4K'),
      folder: host.folder,
      by: { kind: 'board', board: name },
    });
    const [finding] = findings;
    expect(finding?.id).toBe('region.overlaps-claimed');
    const command = /\((echo [\w.]+ > \/sys\/bus\/\w+\/drivers\/[\w-]+\/unbind)\)/.exec(finding?.hint ?? '')?.[1];
    await host.shell(command ?? 'false');
    const again = await host.client.call('plan.lint', {
      text: one('uiomem0', '0x09010000', '4K'),
      folder: host.folder,
      by: { kind: 'board', board: name },
    });
    expect(again.findings).toEqual([]);
    await host.shell((command ?? 'false').replace('unbind', 'bind'));
  });
});

/** The module with bytes put over others of the same number, as often as they occur. */
function patched(from: string, to: string): Buffer {
  const bytes = Buffer.from(module);
  let at = bytes.indexOf(from);
  expect([from.length, at > 0]).toEqual([to.length, true]);
  for (; at >= 0; at = bytes.indexOf(from, at + 1)) bytes.write(to, at, 'latin1');
  return bytes;
}

/** With the checksum of a symbol changed: entries of __versions are a long and a name (include/linux/module.h). */
function otherChecksum(symbol: string): Buffer {
  const bytes = Buffer.from(module);
  // Of the places where the name stands, the one on the grid of entries of 64 bytes.
  const grid = bytes.indexOf('module_layout\0');
  let name = bytes.indexOf(`${symbol}\0`);
  while (name >= 0 && (name - grid) % 64 !== 0) name = bytes.indexOf(`${symbol}\0`, name + 1);
  expect(Math.min(grid, name)).toBeGreaterThan(0);
  const at = name - 8;
  bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  return bytes;
}

/** Runs insmod past the tool, then unloads; answers its status and what the log says since, explained. */
async function insmod(
  file: Buffer,
  parameters: string,
  prepare = '',
): Promise<{ status: string; found: Explanation[] }> {
  const { next } = await host.client.call('log.read', { board: name, follow: false }, { onItem: () => {} });
  await host.shell('cat > /tmp/try.ko', file);
  const said = await host.shell(
    `${prepare}insmod /tmp/try.ko ${parameters} >/dev/null 2>&1; echo $?; rmmod uiomem 2>/dev/null; rm /tmp/try.ko`,
  );
  const found: Explanation[] = [];
  const lines: string[] = [];
  await host.client.call(
    'log.read',
    { board: name, follow: false, since: next },
    {
      onItem({ line, explanation }) {
        lines.push(line.text);
        if (explanation !== undefined && explanation.weight === 'cause') found.push(explanation);
      },
    },
  );
  // The board's own tool has the same lines.
  const dmesg = await host.shell('dmesg');
  for (const line of lines) expect(dmesg).toContain(line.split('\n')[0]);
  return { status: said.trim(), found };
}

const region = (slot: number, address: string, size: string) =>
  `uiomem${slot}_addr=${address} uiomem${slot}_size=${size}`;

test.each<[what: string, parameters: string, id: string, meaning: RegExp]>([
  [
    'RAM',
    region(0, '0x48000000', '0x1000'),
    'driver.overlaps-ram',
    /^uiomem0, 0x48000000 .*: 0x48000000 to 0x48000fff \(4 KiB\) is System RAM\.$/,
  ],
  [
    'RAM in part',
    region(2, '0x6ff00000', '0x200000'),
    'driver.overlaps-ram',
    /: 0x6ff00000 to 0x6fffffff \(1 MiB\) is System RAM\.$/,
  ],
  [
    'a claimed range',
    region(0, '0x4010000000', '0x1000'),
    'driver.busy',
    /PCI ECAM \(device 4010000000\.pcie of the driver pci-host-generic\)/,
  ],
  [
    'an odd size',
    region(0, '0x70000000', '0x1800'),
    'driver.unaligned',
    /whole pages of 0x1000 bytes: its size is no multiple/,
  ],
  ['an odd address', region(0, '0x70000800', '0x1000'), 'driver.unaligned', /its address is no multiple/],
  ['no address', 'uiomem3_size=0x1000', 'driver.zero-address', /uiomem3_addr is missing or 0\.$/],
  [
    'a wrap',
    region(0, '0xfffffffffffff000', '0x2000'),
    'driver.wrap',
    /0xfffffffffffff000 plus 0x2000 bytes of uiomem0/,
  ],
  ['more than can be mapped', region(0, '0x10000000000', '0x800000000000'), 'driver.not-mapped', /could not be mapped/],
  ['a node’s minor', region(1, '0x70000000', '0x1000'), 'driver.minor-taken', /\/uiomem-buffer asks for minor 1/],
  [
    'two on one range',
    `${region(0, '0x70000000', '0x2000')} ${region(2, '0x70001000', '0x1000')}`,
    'driver.overlap',
    /overlaps the device uiomem0, which has 0x70000000 to 0x70001fff/,
  ],
  ['a node’s range', region(0, '0x78000000', '0x1000'), 'driver.overlap', /the device plmem/],
  [
    'a number that is none',
    'uiomem0_addr=nonsense',
    'loader.bad-parameter',
    /"nonsense" is no value for the parameter uiomem0_addr of uiomem/,
  ],
])('the driver refuses %s, and its line is explained', async (_what, parameters, id, meaning) => {
  const { found } = await insmod(module, parameters);
  expect(found.map((each) => each.id)).toContain(id);
  expect(found.find((each) => each.id === id)?.meaning).toMatch(meaning);
});

test('a bus that probes nothing by itself', async () => {
  const off = 'echo 0 > /sys/bus/platform/drivers_autoprobe; ';
  const { found, status } = await insmod(module, region(0, '0x70000000', '0x1000'), off);
  await host.shell('echo 1 > /sys/bus/platform/drivers_autoprobe');
  expect(status).not.toBe('0');
  expect(new Set(found.map(({ id }) => id))).toEqual(new Set(['driver.not-offered']));
});

test.each<[what: string, file: () => Buffer, id: string, meaning: RegExp]>([
  [
    'version magic',
    () => patched('SMP mod_unload', 'SMP mod_onload'),
    'loader.version-magic',
    /^uiomem is for another kernel than the 6\.1\S+ that runs: it lacks mod_unload and it has mod_onload\.$/,
  ],
  [
    'symbol',
    () => patched('__class_register', '__class_registex'),
    'loader.unknown-symbol',
    /^uiomem needs __class_registex of the kernel, which has none of that name/,
  ],
  [
    'checksum',
    () => otherChecksum('__class_register'),
    'loader.symbol-version',
    /in which __class_register is another/,
  ],
  [
    'architecture',
    () => Buffer.concat([module.subarray(0, 18), Buffer.of(62, 0), module.subarray(20)]),
    'loader.architecture',
    /^The module is for x86-64; the board is aarch64\.$/,
  ],
  [
    'beginning',
    () => Buffer.concat([Buffer.from('none'), module.subarray(4)]),
    'loader.not-a-module',
    /no kernel module/,
  ],
])('the loader refuses a module of another %s, and its line is explained', async (_what, file, id, meaning) => {
  const { found, status } = await insmod(file(), region(0, '0x70000000', '0x1000'));
  expect(status).not.toBe('0');
  expect(found.map((each) => each.id)).toContain(id);
  expect(found.find((each) => each.id === id)?.meaning).toMatch(meaning);
});

test('what goes wrong without a failure is told as a note', async () => {
  const parameters = [
    region(0, '0x70000000', '0x2000'),
    `${region(2, '0x70001000', '0x1000')} uiomem2_option=3`,
    `${region(3, '0x71000000', '0x1000')} uiomem3_option=3`,
    `${region(4, '0x71000000', '0x1000')} uiomem4_option=7`,
    `${region(5, '0x4010000000', '0x1000')} uiomem5_option=1`,
    'uiomem9_addr=1',
  ].join(' ');
  const { next } = await host.client.call('log.read', { board: name, follow: false }, { onItem: () => {} });
  expect((await insmod(module, parameters)).found).toEqual([]);
  const notes: string[] = [];
  await host.client.call(
    'log.read',
    { board: name, follow: false, since: next },
    { onItem: ({ explanation }) => void (explanation && notes.push(explanation.id)) },
  );
  expect([...new Set(notes)].filter((id) => !/out-of-tree|signature/.test(id)).sort()).toEqual([
    'driver.shared-by-one',
    'driver.shared-differently',
    'driver.shared-with-claim',
    'loader.unknown-parameter',
  ]);
});

test('a bus error of a program is told as such', async () => {
  await host.shell('echo 1 > /proc/sys/debug/exception-trace; busybox devmem 0x0b000000 32 2>/dev/null; :');
  const ids: string[] = [];
  await host.client.call(
    'log.read',
    { board: name, follow: false },
    { onItem: ({ explanation }) => void (explanation && ids.push(explanation.id)) },
  );
  expect(ids).toContain('bus.error-of-program');
});

test('the command line tells the kernel’s line, what it means, and what the plan can do', async () => {
  const file = join(host.folder, 'odd.yaml');
  await writeFile(file, one('uiomem0', '0x70000000', '0x1800'));
  // The command works through a host of its own. Nodes of the tree become devices, so the module itself is loaded.
  await host.client.call('board.disconnect', { board: name });
  const load = await start(
    program,
    ['module', 'load', 'uiomem0_addr=0x48000000', 'uiomem0_size=0x1000', '--board', name],
    process.env,
    'ignore',
  ).ended;
  expect([load.status, load.err]).toEqual([1, expect.stringContaining('[module.device-missing]')]);
  expect(load.err).toContain('uiomem0, 0x48000000 to 0x48000fff (4 KiB), is memory that Linux itself uses');
  expect(load.err).toMatch(/ {2}The kernel said: uiomem: region 0 \[0x48000000, 0x48001000\): ram: /);
  const read = () => start(program, ['mem', 'read', 'uiomem0', '0', '4', '--board', name], process.env, 'ignore').ended;
  const unknown = await read();
  expect([unknown.status, unknown.err]).toEqual([
    1,
    'uiomem-studio: The board has no uiomem device uiomem0. [device.unknown]\n  It has uiomem1, plmem.\n',
  ]);
  await host.shell('rmmod uiomem');
  expect((await read()).err).toMatch(/\[device\.unknown\]\n {2}None is loaded: module load, or plan apply\.\n/);
  const log = await start(
    program,
    ['board', 'log', '--explain', '--board', name, '--plan', file],
    process.env,
    'ignore',
  ).ended;
  expect([log.status, log.err]).toEqual([0, '']);
  expect(log.out).toMatch(/\[ *\d+\.\d{6}\] uiomem: region 0 \[0x70000000, 0x70001800\): unaligned: .*\n {4}uiomem0, /);
  expect(log.out).toMatch(/ {4}In the plan: Round the size up to 0x2000\.\n/);
});

test('a log that is followed shows lines as they come', async () => {
  const abort = new AbortController();
  const seen: string[] = [];
  const followed = host.client.call(
    'log.read',
    { board: name, follow: true, since: 0 },
    {
      signal: abort.signal,
      onItem({ line }) {
        seen.push(line.text);
        if (line.text.includes('seen by the follower')) abort.abort();
      },
    },
  );
  await host.shell('echo seen by the follower > /dev/kmsg');
  await expect(followed).rejects.toMatchObject({ id: 'cancelled' });
  expect(seen.filter((text) => text.includes('seen by the follower'))).toHaveLength(1);
});
