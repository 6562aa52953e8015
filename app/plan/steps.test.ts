import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BoardFacts } from '../../remote-helper/contract/facts.ts';
import { readPlan } from './document.ts';
import type { Facts } from './facts.ts';
import { insmodLine, meaningOf, moduleParameters, sameParameters } from './parameters.ts';
import { cachePolicy, type Plan, planSchema } from './schema.ts';
import { script } from './shell.ts';
import { steps } from './steps.ts';
import { afterLoading, emulatedBoard, statuses } from './testing/emulated-facts.ts';
import { busName, nodeRegions } from './tree-nodes.ts';

function planOf(text: string): Plan {
  const { plan, findings } = readPlan(text);
  if (plan === undefined) throw new Error(JSON.stringify(findings));
  return plan;
}

const plan = planOf(`version: 1
regions:
  - { device: uiomem2, address: 0x71000000, size: 64K, cache: coherent, shareable: true }
  - { device: uiomem0, address: 0x70000000, size: 1M, sync: { mode: write-combine, always: true, direction: device-writes } }
  - { device: plmem, load: device-tree, address: 0x78000000, size: 16M, sync: { offset: 4K, size: 8K } }
`);
const module = { path: '/cache/uiomem.ko', sha256: '0'.repeat(64), srcversion: 'A5F9B1C2D3E4F5061728394' };
const kinds = (wanted: Plan, facts: Facts) => steps(wanted, facts).map(({ action }) => action.kind);
const loaded = afterLoading(plan);

test('the insmod line: slots in order, hex, options only where they are not the default', () => {
  expect(insmodLine(moduleParameters(plan))).toBe(
    'insmod uiomem.ko uiomem0_addr=0x70000000 uiomem0_size=0x100000 uiomem2_addr=0x71000000 uiomem2_size=0x10000 uiomem2_option=7',
  );
  expect(insmodLine(moduleParameters(planOf('version: 1\nmodule: { info: false }\n')))).toBe(
    'insmod uiomem.ko info_enable=0',
  );
});

test('a fresh board: built, sent, loaded, set', () => {
  const list = steps(plan, { board: emulatedBoard, workstation: {} });
  expect(list.map(({ where, shell }) => `${where}: ${shell}`)).toEqual([
    'workstation: make -C kernel KERNEL_SRC=/usr/src/linux-headers-6.1.0-56-cloud-arm64 ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu-',
    'workstation: scp kernel/uiomem.ko root@BOARD:uiomem.ko',
    'board: insmod uiomem.ko uiomem0_addr=0x70000000 uiomem0_size=0x100000 uiomem2_addr=0x71000000 uiomem2_size=0x10000 uiomem2_option=7',
    'board: echo 6 > /sys/class/uiomem/uiomem0/sync_mode\necho 2 > /sys/class/uiomem/uiomem0/sync_direction',
    'board: echo 0x1000 > /sys/class/uiomem/plmem/sync_offset\necho 8192 > /sys/class/uiomem/plmem/sync_size',
  ]);
});

test('a module that is built is not built again', () => {
  expect(kinds(plan, { board: emulatedBoard, workstation: { module } })).toEqual([
    'module.upload',
    'module.load',
    'sync.set',
    'sync.set',
  ]);
});

test('nothing to do when the board is as planned, whatever the spelling of its parameters', () => {
  expect(steps(plan, { board: loaded, workstation: { module } })).toEqual([]);
  expect(steps(plan, { board: loaded })).toEqual([]);
});

test.each<[what: string, board: BoardFacts, expected: string[]]>([
  [
    'other parameters',
    { ...loaded, uiomem: { parameters: { uiomem0_addr: '1', uiomem0_size: '2' } } },
    ['module.upload', 'module.unload', 'module.load', 'sync.set', 'sync.set'],
  ],
  [
    'another source',
    { ...loaded, uiomem: { parameters: loaded.uiomem?.parameters ?? {}, srcversion: 'B' } },
    ['module.upload', 'module.unload', 'module.load', 'sync.set', 'sync.set'],
  ],
  [
    'another’s driver with the same parameters',
    {
      ...loaded,
      uiomem: { parameters: loaded.uiomem?.parameters ?? {}, driver: 'reference', version: '1.1.0-beta.1' },
    },
    ['module.upload', 'module.unload', 'module.load', 'sync.set', 'sync.set'],
  ],
  [
    'a device gone',
    { ...loaded, devices: loaded.devices.slice(1) },
    ['module.upload', 'module.unload', 'module.load', 'sync.set', 'sync.set'],
  ],
  [
    'one attribute',
    {
      ...loaded,
      devices: loaded.devices.map((each) => ({ ...each, sync: { ...each.sync, direction: 'both' as const } })),
    },
    ['sync.set'],
  ],
])('%s', (_what, board, expected) => {
  expect(kinds(plan, { board, workstation: { module } })).toEqual(expected);
});

test('a source that was not built yet is built to see whether the loaded module is of it', () => {
  expect(kinds(plan, { board: loaded, workstation: {} })).toEqual(['module.build']);
});

test('a module that the plan leaves alone is not touched', () => {
  const left: Plan = { ...plan, module: { from: 'loaded', info: true } };
  expect(kinds(left, { board: { ...loaded, devices: [] }, workstation: {} })).toEqual(['sync.set', 'sync.set']);
});

test('statuses: same, different, missing, extra', () => {
  expect(statuses(plan, loaded)).toEqual({ uiomem0: 'same', uiomem1: undefined, uiomem2: 'same', plmem: 'same' });
  const other = { ...plan, regions: plan.regions.filter(({ device }) => device !== 'uiomem2') };
  const moved = loaded.devices.map((each) => (each.name === 'uiomem0' ? { ...each, size: 1n, node: undefined } : each));
  expect(
    statuses(other, { ...loaded, devices: moved.filter(({ name }) => name !== 'plmem') as typeof loaded.devices }),
  ).toEqual({
    uiomem0: 'different',
    plmem: 'missing',
    uiomem2: 'extra',
  });
});

test('nodes of the board by the names that their devices will have', () => {
  expect(
    nodeRegions(emulatedBoard).map(({ device, address, size, cache, minor }) => [device, address, size, cache, minor]),
  ).toEqual([
    ['uiomem1', 0x6000_0000n, 0x100_0000n, 'noncoherent', 1],
    ['plmem', 0x7800_0000n, 0x100_0000n, 'noncoherent', undefined],
  ]);
  expect(busName({ path: '/soc/uiomem_plmem@400000000', reg: { address: 0x4_0000_0000n, size: 1n } })).toBe(
    '400000000.uiomem_plmem',
  );
  expect(busName({ path: '/soc/uiomem-buffer' })).toBe('soc:uiomem-buffer');
});

/** The steps of any plan lead to a board for which there are no steps: applying twice changes nothing the second time. */
test('after its steps a plan has none', () => {
  const region = fc.record({
    device: fc.constantFrom('uiomem0', 'uiomem3', 'uiomem7'),
    address: fc.bigInt({ min: 1n, max: 2n ** 52n - 65n }).map((page) => page << 12n),
    size: fc.bigInt({ min: 1n, max: 64n }).map((page) => page << 12n),
    cache: fc.constantFrom(...cachePolicy.options),
    shareable: fc.boolean(),
    sync: fc.option(
      fc.record(
        {
          mode: fc.constantFrom('as-is', 'write-combine'),
          always: fc.boolean(),
          direction: fc.constantFrom('both', 'cpu-writes'),
          offset: fc.constantFrom(0n, 16n),
        },
        { requiredKeys: [] },
      ),
      { nil: undefined },
    ),
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(region, { selector: ({ device }) => device, maxLength: 3 }),
      fc.boolean(),
      (regions, info) => {
        const any = planSchema.parse({ version: 1n, module: { info }, regions });
        const board = afterLoading(any);
        expect(steps(any, { board, workstation: { module } })).toEqual([]);
        expect(steps(any, { board: emulatedBoard, workstation: { module } }).length).toBeGreaterThan(0);
        expect(sameParameters(moduleParameters(any), board.uiomem?.parameters ?? {})).toBe(true);
      },
    ),
  );
});

test('parameters of another meaning are told apart', () => {
  const one = [
    { name: 'uiomem0_addr', value: '4096' },
    { name: 'uiomem0_size', value: '0x1000' },
  ];
  const option = (value: string) => [...one, { name: 'uiomem0_option', value }];
  expect(meaningOf(option('2'))).toBe(meaningOf(one));
  // Without a cache the coherent bit says nothing, and higher bits are ignored.
  expect(meaningOf(option('4'))).toBe(meaningOf(option('0')));
  expect(meaningOf(option('10'))).toBe(meaningOf(one));
  expect(new Set([one, option('0'), option('1'), option('3'), option('6')].map(meaningOf)).size).toBe(5);
});

test('the script is one that a shell takes, and carries names and a module without being misread', () => {
  const named = { ...plan, name: "it's $(touch /tmp/x)\n`id`" };
  const list = steps(named, { board: emulatedBoard, workstation: {} });
  const text = script(named, list, Buffer.from('module').toString('base64'));
  const checked = spawnSync('sh', ['-n'], { input: text, encoding: 'utf8' });
  expect({ status: checked.status, stderr: checked.stderr }).toEqual({ status: 0, stderr: '' });
  expect(text.split('\n').filter((line) => line.includes('touch'))).toEqual([expect.stringMatching(/^# /)]);
  const without = spawnSync('sh', [], { input: script(named, list), encoding: 'utf8', cwd: '/proc/self' });
  expect({ status: without.status, stderr: without.stderr }).toEqual({
    status: 1,
    stderr: 'copy uiomem.ko into this folder first\n',
  });
});
