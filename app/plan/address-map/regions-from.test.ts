import { expect, test } from 'vitest';
import { readPlan } from '../document.ts';
import { lint } from '../lint.ts';
import { blankPlan } from '../new-plan.ts';
import { addressFile } from '../testing/address-files.ts';
import { corpusFacts } from '../testing/corpus.ts';
import type { AddressEntry } from './address-map.ts';
import { readAddressMap } from './read.ts';
import { regionsFrom } from './regions-from.ts';

const board = corpusFacts('zynq-7000');
const { entries } = readAddressMap('design_1.xsa', addressFile('zynq-7000.hwh'));
const named = (...names: string[]) => entries.filter(({ name }) => names.includes(name));
const entry = (more: Partial<AddressEntry>): AddressEntry => ({
  name: 'gpio',
  address: 0x4120_0000n,
  size: 0x1000n,
  kind: 'registers',
  masters: [],
  byProcessor: true,
  ofProcessor: false,
  path: 'line 1',
  ...more,
});

test('chosen entries become regions that say where they are from, and the rest of the plan stays', () => {
  const before = `${blankPlan().replace('regions: []', 'regions:\n  - device: uiomem1   # mine\n    address: "0x70000000"\n    size: 1 MiB')}\n# the end\n`;
  const made = regionsFrom(before, 'design_1.xsa', named('axi_bram_ctrl_0', 'axi_gpio_0'), board);
  expect(made?.text).toBe(
    before.replace(
      'size: 1 MiB',
      `size: 1 MiB
  - device: uiomem0
    address: "0x40000000"
    size: 8 KiB
    content: memory
    cache: off
    source: "design_1.xsa: axi_bram_ctrl_0"
  - device: uiomem2
    address: "0x41200000"
    size: 64 KiB
    content: registers
    cache: off
    source: "design_1.xsa: axi_gpio_0"`,
    ),
  );
  expect([made?.notes, made?.refused]).toEqual([[], []]);
  // Memory past the cache is mapped write-combine or read by words: lint tells of it, and mends it.
  const { findings } = lint(readPlan(made?.text ?? ''), { board });
  expect(findings.map(({ id, path }) => [id, path[1]])).toEqual([['region.device-memory', 1]]);
});

test('memory of the processor system has the driver’s cache policy', () => {
  const made = regionsFrom(blankPlan(), 'x.hwh', named('processing_system7_0'), board);
  expect(made?.edits[0]?.value).toEqual({
    device: 'uiomem0',
    address: '0x0',
    size: '512 MiB',
    content: 'memory',
    source: 'x.hwh: processing_system7_0',
  });
});

test('less than a page becomes a page, and is told; what has no size is refused', () => {
  const made = regionsFrom(
    blankPlan(),
    'x.csv',
    [entry({ address: 0x4120_0400n, size: 0x100n }), entry({ name: 'none', size: 0n })],
    board,
  );
  expect(made?.edits.map(({ value }) => [value.address, value.size])).toEqual([['0x41200000', '4 KiB']]);
  expect(made?.notes).toEqual([
    'gpio has 256 bytes and its region 4 KiB: regions are whole pages of 4 KiB, and what else lies in them is in the region too.',
  ]);
  expect(made?.refused).toEqual(['none has no size: no region can be made of it.']);
  // A board with larger pages has larger regions.
  const large = regionsFrom(blankPlan(), 'x.csv', [entry({})], { ...board, pageSize: 16384 });
  expect(large?.edits[0]?.value.size).toBe('16 KiB');
});

test('there are eight names, and a ninth region is refused', () => {
  const many = Array.from({ length: 9 }, (_, index) => entry({ name: `g${index}`, address: BigInt(index) << 16n }));
  const made = regionsFrom(blankPlan(), 'x.csv', many, undefined);
  expect(made?.edits.map(({ value }) => value.device)).toEqual(
    Array.from({ length: 8 }, (_, index) => `uiomem${index}`),
  );
  expect(made?.refused).toEqual([
    'There is no region of g8: every name that insmod can make, uiomem0 to uiomem7, is taken.',
  ]);
});

test('a node of the board’s tree that has just this range makes the region', () => {
  const emulated = corpusFacts('emulated-arm64-6.1');
  const [node] = emulated.uiomemNodes.filter(({ reg }) => reg !== undefined);
  if (node?.reg === undefined) throw new Error('the corpus has a node with reg');
  const made = regionsFrom(blankPlan(), 'x.csv', [entry({ name: 'n', ...node.reg, kind: 'memory' })], emulated);
  expect(made?.edits[0]?.value).toMatchObject({ load: 'device-tree', source: 'x.csv: n' });
});

test('a source of any length and spelling is one line of the plan', () => {
  const name = `${'with words '.repeat(30)}\n: # "quoted"`;
  const made = regionsFrom(blankPlan(), `${'long name '.repeat(8)}.csv`, [entry({ name })], board);
  const source = readPlan(made?.text ?? '').plan?.regions[0]?.source;
  expect(source).toMatch(/^long name .*: with words .*…$/);
  expect(source?.length).toBe(200);
  expect(made?.text.split('\n').filter((line) => line.includes('with words'))).toHaveLength(1);
});

test('what is no plan is left alone', () => {
  expect(regionsFrom('version: [', 'x.csv', [entry({})], board)).toBeUndefined();
});
