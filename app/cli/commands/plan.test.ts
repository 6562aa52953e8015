/** `plan …` without a board: a real host with settings of its own, and facts from a file. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../run.ts';
import { hosts } from '../start-host.ts';
import { noTerminal } from '../testing/played-command.ts';

let folder: string;
let facts: string;
const before = { ...process.env };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-plan-'));
  for (const name of ['CONFIG', 'STATE', 'CACHE']) process.env[`XDG_${name}_HOME`] = join(folder, name);
  process.env.XDG_RUNTIME_DIR = join(folder, 'run');
  facts = join(folder, 'facts.json');
  const captured = await readFile(join(import.meta.dirname, '../../plan/facts/emulated-arm64-6.1.json'), 'utf8');
  await writeFile(facts, `{"ok":true,"result":${captured}}`);
});
afterAll(async () => {
  process.env = before;
  await rm(folder, { recursive: true });
});

async function plan(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const io = {
    out: async (data: string | Uint8Array) => {
      said.out += String(data);
    },
    err: (text: string) => {
      said.err += text;
    },
    columns: 0,
    signal: new AbortController().signal,
    ask: async () => undefined,
    terminal: noTerminal,
  };
  const status = await run(
    ['plan', ...args],
    io,
    hosts(() => {}),
  );
  return { status, ...said };
}

async function file(text: string): Promise<string> {
  const path = join(folder, 'bringup.yaml');
  await writeFile(path, text);
  return path;
}

test('new takes a line that loads the driver, and tells one that does not', async () => {
  const line = 'insmod uiomem.ko uiomem0_addr=0x70000000 uiomem0_size=0x100000';
  const { out } = await plan('new', '--insmod', line);
  const path = await file(out);
  expect(await plan('lint', path, '--facts', facts)).toEqual({ status: 0, out: `${path}: no findings\n`, err: '' });
  expect(out).toContain('address: "0x70000000"');
  const wrong = await plan('new', '--insmod', 'insmod uiomem.ko uiomem0_addr');
  expect([wrong.status, wrong.err]).toEqual([1, expect.stringContaining('[plan.no-insmod-line]')]);
});

test('new writes a plan without fault, and does not replace a file', async () => {
  const path = join(folder, 'new.yaml');
  expect(await plan('new', path)).toEqual({ status: 0, out: `wrote ${path}\n`, err: '' });
  expect(await plan('lint', path, '--facts', facts)).toEqual({ status: 0, out: `${path}: no findings\n`, err: '' });
  const again = await plan('new', path);
  expect([again.status, again.err]).toEqual([1, expect.stringContaining('[output.exists]')]);
  expect((await plan('new', path, '--force')).status).toBe(0);
});

test('lint tells findings as compilers do, and ends with 3 on errors', async () => {
  const path = await file('version: 1\nregions:\n  - { device: uiomem0, adress: 0x70000000, size: 1M }\n');
  const { status, out, err } = await plan('lint', path, '--offline');
  expect([status, out]).toEqual([3, '']);
  expect(err.split('\n').slice(0, 4)).toEqual([
    `${path}:3:7: error: regions.address is missing. [plan.missing-key]`,
    '    It has no default.',
    '    Add it: a number such as 0x70000000, 4096 or 256 KiB.',
    `${path}:3:24: error: A plan has no regions.adress. [plan.unknown-key]`,
  ]);
  const json = await plan('lint', path, '--offline', '--json');
  expect([json.status, json.err, JSON.parse(json.out)]).toMatchObject([
    3,
    '',
    {
      ok: false,
      problem: { id: 'plan.lint', data: { findings: [{ id: 'plan.missing-key' }, { id: 'plan.unknown-key' }] } },
    },
  ]);
});

test('without a board and without facts the plan is judged by itself, and what was not judged is told', async () => {
  const path = await file('version: 1\nregions:\n  - { device: uiomem0, address: 0x48000000, size: 1M }\n');
  const { status, out } = await plan('lint', path);
  expect(status).toBe(0);
  expect(out).toContain('not judged: overlap with System RAM');
  expect((await plan('lint', path, '--facts', facts)).status).toBe(3);
});

test('--fix mends what has one answer and leaves the rest of the text alone', async () => {
  const path = await file(
    '# mine\nversion: 1\nregions:\n  - device: plbram # a name\n    adress: 0x70000000\n    size: 1000\n',
  );
  expect((await plan('lint', path, '--facts', facts, '--fix')).status).toBe(0);
  expect(await readFile(path, 'utf8')).toBe(
    '# mine\nversion: 1\nregions:\n  - device: uiomem0 # a name\n    address: 0x70000000\n    size: "0x1000"\n',
  );
});

test('steps by facts of a file: as a list, and as a script', async () => {
  const path = await file('version: 1\nmodule: { from: loaded }\nregions: []\n');
  expect((await plan('steps', path, '--facts', facts)).status).toBe(3);
  await file('version: 1\nregions:\n  - { device: uiomem0, address: 0x70000000, size: 1M }\n');
  const { status, out } = await plan('steps', path, '--facts', facts);
  expect([status, out.split('\n').filter((line) => /^\d/.test(line))]).toEqual([
    0,
    [
      '1. build the module for 6.1.0-56-cloud-arm64 (here)',
      '2. copy the module to the board (here)',
      '3. load the module with 1 region (on the board)',
    ],
  ]);
  expect((await plan('steps', path, '--facts', facts, '--shell')).out).toMatch(/^#!\/bin\/sh\n/);
});

const corpus = (name: string) => join(import.meta.dirname, '../../plan/facts', `${name}.json`);

test('a board of the facts corpus: what lint says, whole', async () => {
  const path = await file(
    'version: 1\nregions:\n  - { device: uiomem0, address: 0x60000000, size: 16 MiB }\n  - { device: uiomem2, address: 0xa0010000, size: 64 KiB, cache: coherent }\n',
  );
  expect(await plan('lint', path, '--facts', corpus('zynqmp'))).toEqual({
    status: 3,
    out: '',
    err: `${path}:3:33: error: uiomem0, 0x60000000 to 0x60ffffff (16 MiB), lies in System RAM 0x0 to 0x6fffffff (1792 MiB). [region.overlaps-ram]
    Linux gives that memory to programs and to itself; the driver refuses it, for writing there would destroy what runs.
    The reservation /reserved-memory/samples@60000000 is there, and lacks no-map: Linux does not hand it out, and yet counts it as its RAM. Add no-map to it and boot.
${path}:4:33: info: uiomem2 lies in “PL through M_AXI_HPM0_FPD” of the Zynq UltraScale+ MPSoC (Cortex-A53). An access to which no slave of the design answers ends in a bus error or hangs; the logic must be configured first. [region.memory-note]
    By UG1085 Zynq UltraScale+ Device TRM, System Address Map.
${path}:4:66: warning: uiomem2 is to be coherent, and lies in “PL through M_AXI_HPM0_FPD” of the Zynq UltraScale+ MPSoC (Cortex-A53): what the logic or the device there does with memory of its own goes through no port of the board, so nothing snoops. [region.coherence-by-port]
    The driver then does no cache maintenance: the processor keeps its old copy of what changed there, and what it wrote may stay in its cache. By UG1085 Zynq UltraScale+ Device TRM, System Address Map.
    --fix: Synchronise by hand
${path}: 1 error, 1 warning, 1 remark
uiomem-studio: The plan has 1 error, 1 warning, 1 remark; the first: uiomem0, 0x60000000 to 0x60ffffff (16 MiB), lies in System RAM 0x0 to 0x6fffffff (1792 MiB). [plan.lint]
  The reservation /reserved-memory/samples@60000000 is there, and lacks no-map: Linux does not hand it out, and yet counts it as its RAM. Add no-map to it and boot.
`,
  });
});

test('a board of the facts corpus: its script, whole', async () => {
  const path = await file(
    'version: 1\nname: frames\nregions:\n  - { device: uiomem0, address: 0x30000000, size: 16 MiB, sync: { direction: device-writes } }\n',
  );
  expect(await plan('lint', path, '--facts', corpus('zynq-7000'))).toEqual({
    status: 0,
    out: `${path}: no findings\n`,
    err: '',
  });
  expect(await plan('steps', path, '--shell', '--facts', corpus('zynq-7000'))).toEqual({
    status: 0,
    out: `#!/bin/sh
# frames, as the steps that it takes on this board. Run it there as root.
set -eu
fail() { echo "$1" >&2; exit 1; }

[ -f uiomem.ko ] || fail 'copy uiomem.ko into this folder first'

# on the workstation, before: build the module for 6.1.30-xilinx-v2023.2
#   make -C kernel KERNEL_SRC=/usr/src/linux-headers-6.1.30-xilinx-v2023.2 ARCH=arm CROSS_COMPILE=arm-linux-gnueabihf-

# on the workstation, before: copy the module to the board
#   scp kernel/uiomem.ko root@BOARD:uiomem.ko

# load the module with 1 region
insmod uiomem.ko uiomem0_addr=0x30000000 uiomem0_size=0x1000000

# set direction of uiomem0
echo 2 > /sys/class/uiomem/uiomem0/sync_direction

# everything is there
[ -c /dev/uiomem0 ] || fail 'there is no device /dev/uiomem0'
[ $(($(cat /sys/class/uiomem/uiomem0/phys_addr))) -eq $((0x30000000)) ] || fail 'phys_addr of uiomem0 is not 0x30000000'
[ $(($(cat /sys/class/uiomem/uiomem0/size))) -eq $((16777216)) ] || fail 'size of uiomem0 is not 16777216'
[ $(($(cat /sys/class/uiomem/uiomem0/cached))) -eq $((1)) ] || fail 'cached of uiomem0 is not 1'
[ $(($(cat /sys/class/uiomem/uiomem0/coherent))) -eq $((0)) ] || fail 'coherent of uiomem0 is not 0'
`,
    err: '',
  });
});

test.each<[what: string, args: string[], status: number, id: string]>([
  ['no such plan', ['lint', '/nowhere.yaml'], 1, 'plan.file-missing'],
  ['no such facts', ['lint', 'PLAN', '--facts', '/nowhere.json'], 1, 'plan.facts-missing'],
  ['facts that are none', ['lint', 'PLAN', '--facts', 'PLAN'], 1, 'plan.bad-facts'],
  ['steps without facts', ['steps', 'PLAN'], 1, 'plan.facts-wanted'],
  ['apply without a board', ['apply', 'PLAN'], 1, 'board.none'],
  ['verify of a board that is not known', ['verify', 'PLAN', '--board', 'other'], 1, 'board.unknown'],
  ['report without a board', ['report'], 1, 'board.none'],
  ['report of a plan that is not there', ['report', '/nowhere.yaml'], 1, 'plan.file-missing'],
  ['report in a form that is none', ['report', '--format', 'pdf'], 2, 'usage.choice'],
  ['report into a folder', ['report', '--output', '/'], 1, 'output.unwritable'],
  ['a report that is there already', ['apply', 'PLAN', '--report', 'PLAN'], 1, 'output.exists'],
  ['too many words', ['rollback', 'x'], 2, 'usage.surplus'],
])('%s', async (_what, args, status, id) => {
  const path = await file('version: 1\n');
  const told = await plan(...args.map((each) => (each === 'PLAN' ? path : each)));
  expect([told.status, told.err]).toEqual([status, expect.stringContaining(`[${id}]`)]);
});
