/** `plan import`: what is listed, what becomes of the plan’s file, and what is refused before it is touched. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JudgedBy } from '../../contract/plan.ts';
import { readPlan } from '../../plan/document.ts';
import { lint } from '../../plan/lint.ts';
import { savedFacts } from '../../plan/saved-facts.ts';
import { addressFile, platform } from '../../plan/testing/address-files.ts';
import { type Answer, play } from '../testing/played-command.ts';

const plan = `# mine
version: 1
regions:
  - device: uiomem0   # frames
    address: "0x30000000"
    size: 16 MiB
`;
const facts = join(import.meta.dirname, '../../plan/facts/zynq-7000.json');

let folder: string;
let design: string;
let bringup: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-import-'));
  design = join(folder, 'design_1.xsa');
  bringup = join(folder, 'bringup.yaml');
  await writeFile(design, platform({ 'design_1.hwh': addressFile('zynq-7000.hwh') }));
});
afterAll(() => rm(folder, { recursive: true }));

const answers: Readonly<Record<string, Answer>> = {
  'board.list': () => ({ boards: [] }),
  'plan.lint': ({ text, by }: { text: string; by: JudgedBy }) => {
    const board = by.kind === 'file' ? savedFacts(by.json) : undefined;
    return lint(readPlan(text), board && { board });
  },
};

async function run(...words: string[]) {
  await writeFile(bringup, plan);
  const { status, out, err, asked } = await play(['plan', 'import', design, ...words], { answers });
  return { status, out, err, asked, text: await readFile(bringup, 'utf8') };
}

test('the entries are listed, and nothing is asked of a host or a board', async () => {
  const { status, out, asked, text } = await run();
  expect([status, asked, text]).toEqual([0, [], plan]);
  expect(out).toBe(
    `design_1.xsa: design design_1, xc7z020clg400-1, Vivado 2023.2
NAME                  ADDRESS     SIZE     KIND         SEEN BY                                     
processing_system7_0  0x0         512 MiB  memory (PS)  axi_dma_0/M_AXI_MM2S, axi_dma_0/M_AXI_S2MM  Memory of the processor system (HP0_DDR_LOWOCM), as logic sees it: Linux may use it.
axi_bram_ctrl_0       0x40000000  8 KiB    memory       processing_system7_0/M_AXI_GP0              axi_bram_ctrl 4.1.
axi_dma_0             0x40400000  64 KiB   registers    processing_system7_0/M_AXI_GP0              axi_dma 7.1.
axi_gpio_0            0x41200000  64 KiB   registers    processing_system7_0/M_AXI_GP0              axi_gpio 2.0.
`.replaceAll(/ +\n/g, '\n'),
  );
});

test('--json has addresses as hex text', async () => {
  const { out } = await run('--json');
  expect(JSON.parse(out)).toMatchObject({
    ok: true,
    result: {
      source: { file: 'design_1.xsa', format: 'xsa', part: 'xc7z020clg400-1' },
      entries: [{}, { name: 'axi_bram_ctrl_0', address: '0x40000000', size: '0x2000', kind: 'memory' }, {}, {}],
      notes: [],
    },
  });
});

test('--add changes the lines that it must, and tells them', async () => {
  const added = `  - device: uiomem1
    address: "0x41200000"
    size: 64 KiB
    content: registers
    cache: off
    source: "design_1.xsa: axi_gpio_0"
`;
  const { status, out, text } = await run('--add', 'axi_gpio_0', '--plan', bringup, '--facts', facts);
  expect([status, text]).toEqual([0, plan + added]);
  expect(out).toBe(`${added.replaceAll(/^/gm, '+').slice(0, -1)}${bringup}: 1 region added, no findings\n`);
});

test('regions that are errors are refused, and written by force', async () => {
  const args = ['--add', 'processing_system7_0,axi_gpio_0', '--plan', bringup, '--facts', facts];
  const refused = await run(...args);
  expect([refused.status, refused.text]).toEqual([3, plan]);
  expect(refused.err).toMatch(/uiomem1.* lies in System RAM .*\[region\.overlaps-ram\]/);
  expect(refused.err).toContain('--force writes them all the same.');
  const forced = await run(...args, '--force');
  expect(forced.status).toBe(0);
  expect(readPlan(forced.text).plan?.regions.map(({ device }) => device)).toEqual(['uiomem0', 'uiomem1', 'uiomem2']);
  expect(forced.out).toContain('region.overlaps-ram');
});

test('without a board the plan alone judges', async () => {
  const { status, out } = await run('--add', 'axi_bram_ctrl_0', '--plan', bringup);
  expect([status, out]).toEqual([0, expect.stringContaining('1 region added')]);
});

test('a plan that cannot be read is told, and stays as it is', async () => {
  const broken = join(folder, 'broken.yaml');
  await writeFile(broken, 'version: [');
  const { status, err } = await run('--add', 'axi_gpio_0', '--plan', broken);
  expect([status, err, await readFile(broken, 'utf8')]).toEqual([
    3,
    expect.stringContaining('cannot be read as a plan'),
    'version: [',
  ]);
});

test('names of a hostile design do nothing to a terminal', async () => {
  const csv = join(folder, 'hostile.csv');
  await writeFile(csv, 'name,base,size\n"\u001b]0;t\u0007x",0x1000,4K\n');
  const { out } = await play(['plan', 'import', csv], { answers });
  expect(out).not.toContain('\u001b');
  expect(out).toContain(']0;t x');
});

test.each<[what: string, words: string[], status: number, id: string]>([
  ['no such name', ['--add', 'axi_gpio', '--plan', 'PLAN'], 1, 'address-map.unknown-name'],
  ['no such plan', ['--add', 'axi_gpio_0', '--plan', '/nowhere.yaml'], 1, 'plan.file-missing'],
  ['a plan without regions to add', ['--plan', 'PLAN'], 2, 'usage.conflict'],
])('%s', async (_, words, status, id) => {
  const found = await run(...words.map((word) => (word === 'PLAN' ? bringup : word)));
  expect([found.status, found.err, found.text]).toEqual([status, expect.stringContaining(`[${id}]`), plan]);
});

test('no such design, and a ninth region', async () => {
  expect((await play('plan import /nowhere.xsa', { answers })).err).toContain('[address-map.unreadable]');
  const csv = join(folder, 'nine.csv');
  const names = Array.from({ length: 8 }, (_, index) => `g${index}`);
  await writeFile(csv, `name,base,size\n${names.map((name, index) => `${name},0x4${index}000000,4K`).join('\n')}`);
  await writeFile(bringup, plan);
  const { err } = await play(['plan', 'import', csv, '--add', names.join(','), '--plan', bringup], { answers });
  expect([err, await readFile(bringup, 'utf8')]).toEqual([expect.stringContaining('[address-map.no-region]'), plan]);
});
