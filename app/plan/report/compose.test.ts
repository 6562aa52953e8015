import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { boardFacts } from '../../../remote-helper/contract/facts.ts';
import { readPlan } from '../document.ts';
import type { Account } from './account.ts';
import { composeReport, type ReportSource } from './compose.ts';
import { reportHtml } from './html.ts';
import { reportMarkdown } from './markdown.ts';
import { outlineOf } from './outline.ts';

const file = join(import.meta.dirname, '../facts/emulated-arm64-6.1.json');
const board = z.decode(boardFacts, JSON.parse(readFileSync(file, 'utf8')));
const text = 'version: 1\nname: frames\nregions:\n  - { device: uiomem0, address: 0x70000000, size: 1M }\n';
const { plan } = readPlan(text);
if (plan === undefined) throw new Error('no plan');

const account: Account = {
  format: 1,
  id: 'a',
  bootId: board.bootId,
  by: 'ada@bench7',
  began: '2026-01-02T03:04:05.000Z',
  ended: '2026-01-02T03:04:09.000Z',
  tool: '1.2.3',
  helper: '7c1e9b42',
  logFrom: 100,
  plan: { name: 'frames', text, sha256: 'f'.repeat(64) },
  findings: [
    {
      id: 'region.shared-differently',
      severity: 'warning',
      path: ['regions', 0],
      message: 'They differ.',
      why: 'It is so.',
      overridden: 'the core never writes there',
    },
  ],
  module: { from: 'built-in', sha256: 'e'.repeat(64), compilers: ['GCC 12'] },
  steps: [{ index: 0, title: 'load', where: 'board', shell: 'insmod uiomem.ko', result: 'done', milliseconds: 1234 }],
  outcome: 'applied',
};

const line = (sequence: number, said: string) => ({
  sequence,
  level: 6,
  microseconds: sequence * 1000 + 1,
  text: said,
});
const source: ReportSource = {
  account,
  source: 'workstation',
  forgotten: false,
  facts: { board: { ...board, cacheLine: 64, persisted: [] } },
  board: { name: 'zynq', mode: 'helper' },
  plan: { against: 'applied', sha256: 'f'.repeat(64), plan },
  log: [line(100, 'uiomem uiomem0: driver installed.'), line(101, 'usb 1-1: new device')],
  written: '2026-01-02T04:00:00.000Z',
  tool: '1.2.3',
  secrets: [],
};

it('says what was done, what the board is, and nothing that it does not know', () => {
  const report = composeReport(source);
  expect(report).toMatchObject({
    format: 1,
    unknown: [],
    withheld: 0,
    apply: account,
    board: { name: 'zynq', bootId: board.bootId, kernel: { release: board.kernel.release }, cacheLine: 64 },
    verification: {
      ok: false,
      regions: [{ device: 'uiomem0', status: 'missing', plan: { address: 0x7000_0000n, size: 1n << 20n } }],
    },
    kernel: { since: 'apply', left: 0, lines: [{ line: { text: 'uiomem uiomem0: driver installed.' } }] },
    files: [],
  });
  expect(outlineOf(report)).toMatchObject({
    title: 'Bring-up of zynq: frames',
    tone: 'warn',
    summary: 'Applied: 1 step. The board is not as the plan says any more.',
  });
});

it('has the rows of the map around the regions, and of no other place', () => {
  const { map = [] } = composeReport(source);
  const at = map.findIndex(({ address, size }) => address <= 0x7000_0000n && address + size > 0x7000_0000n);
  expect(at).toBeGreaterThanOrEqual(0);
  expect(map.length).toBeLessThanOrEqual(3);
  expect(composeReport({ ...source, facts: { board: { ...board, iomem: undefined } } }).map).toBeUndefined();
});

it('has what overrides were given, with their reasons', () => {
  expect(reportMarkdown(composeReport(source))).toContain(
    '| region.shared-differently | warning |  | They differ. It is so. | the core never writes there |',
  );
});

it('says what it does not know', () => {
  const { logFrom: _, findings: __, ended: ___, ...less } = account;
  const journal: ReportSource = {
    ...source,
    source: 'journal',
    account: {
      ...less,
      plan: { name: 'frames' },
      module: undefined,
      steps: [{ index: 0, title: 'load', result: 'unknown' }],
    },
    plan: undefined,
    facts: { board: { ...board, iomem: undefined, persisted: undefined } },
  };
  expect(composeReport(journal).unknown).toMatchInlineSnapshot(`
    [
      "This workstation did not run the apply: what is told of it is what the journal on the board has.",
      "What was found wrong with the plan when it was applied.",
      "Steps that were planned and not begun; a build, which leaves nothing on the board.",
      "The commands of steps that another version of the tool did.",
      "Whether the steps that say so were done: the link was lost while the board worked at them.",
      "When the apply ended.",
      "The digest of the module’s file.",
      "The plan’s text, and so whether the board is as it says.",
      "The memory map: the kernel hid its addresses.",
      "The size of a cache line: the machine does not tell, as emulators do.",
      "The files that the next boot follows.",
      "Where in the kernel’s log the apply began: its lines of the driver since the boot are shown.",
    ]
  `);
  expect(composeReport({ ...journal, log: undefined }).unknown.at(-1)).toBe(
    'What the kernel said: its log cannot be read.',
  );
  expect(composeReport({ ...source, forgotten: true }).unknown).toEqual([
    expect.stringContaining('journal does not know of this apply any more'),
  ]);
  expect(composeReport({ ...source, log: [line(150, 'x')] }).unknown).toEqual([
    expect.stringContaining('first lines since the apply began'),
  ]);
});

it('has no secret, wherever one was said', () => {
  const secrets = ['correct horse battery', '/home/ada/keys/bench'];
  const planted = [...secrets, '/var/lib/dkms/mok.key', '/home/ada/.ssh/id_ed25519', 's3cret-in-url'];
  const said = `${secrets.join(' ')} /var/lib/dkms/mok.key /home/ada/.ssh/id_ed25519 https://ada:s3cret-in-url@example.org`;
  const [step] = account.steps;
  if (step === undefined) throw new Error('no step');
  const report = composeReport({
    ...source,
    secrets,
    account: {
      ...account,
      plan: { ...account.plan, text: `${text}# ${said}\n` },
      problem: { id: 'x.y', message: said, hint: said },
      findings: [{ id: 'x', severity: 'info', path: [], message: said, why: said, overridden: said }],
      steps: [{ ...step, title: said, shell: said, output: { text: said, cut: 0 }, failure: said }],
    },
    log: [line(100, `uiomem: ${said}`)],
    facts: {
      board: {
        ...board,
        model: said,
        uiomem: { parameters: { said } },
        persisted: [{ path: said, kind: 'udev', sha256: '', ours: true }],
      },
    },
  });
  const written = [
    JSON.stringify(report, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
    reportHtml(report),
    reportMarkdown(report),
  ];
  for (const secret of planted) for (const each of written) expect(each.replaceAll('\\', '')).not.toContain(secret);
  expect(report.withheld).toBeGreaterThan(planted.length);
  expect(written[2]).toMatch(/\d+ places marked “\(withheld\)” stood for one/);
});
