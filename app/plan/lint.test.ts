/** Every bad input, by the id it gets and the text that is marked. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPlan } from './document.ts';
import { applyEdits } from './edit.ts';
import type { Facts } from './facts.ts';
import type { Place } from './finding.ts';
import { hasErrors, lint, rules } from './lint.ts';
import { examplePlan, planFromBoard } from './new-plan.ts';
import { readProfile } from './profiles/read.ts';
import type { Plan } from './schema.ts';
import { afterLoading, emulatedBoard } from './testing/emulated-facts.ts';
import { plan, region, shared, simple, wrongPlans } from './testing/wrong-plans.ts';

const profiles = join(import.meta.dirname, '../../resources/boards');
const profileNamed = (id: string) => readProfile(readFileSync(join(profiles, `${id}.yaml`), 'utf8'), id);
const facts: Facts = { board: emulatedBoard, profile: profileNamed('qemu-virt') };

/** `id marked-text` of each finding. */
function found(text: string, by: Facts | undefined = facts): string[] {
  return lint(readPlan(text), by).findings.map(({ id, place }) => `${id} ${marked(text, place)}`.trim());
}

function marked(text: string, place: Place | undefined): string {
  if (place === undefined) throw new Error('a finding without a place');
  expect(place.endLine).toBe(place.line);
  return (text.split('\n')[place.line - 1] ?? '').slice(place.column - 1, place.endColumn - 1);
}

const spanned = (name: string, address: bigint) => ({
  path: `/reserved-memory/${name}`,
  name,
  address,
  size: 1n << 24n,
});
test('a plan without fault has no finding, and every rule has run', () => {
  expect(lint(readPlan(examplePlan()), facts)).toEqual({ findings: [], notRun: [] });
});

test.each(wrongPlans)('%s', (_what, text, expected) => {
  expect(found(text).sort()).toEqual([...expected].sort());
});

test('the last address of the board is its last; the narrower of kernel and manual counts', () => {
  const at = (address: string, size: string) => plan(simple('uiomem0', address, size));
  const bare: Facts = { board: emulatedBoard };
  expect(found(at('0xfffffffff000', '4K'), bare)).toEqual([]);
  expect(found(at('0xfffffffff000', '8K'), bare)).toEqual(['region.beyond-address-width 8K']);
  expect(found(at('0x1000000000000', '4K'), bare)).toEqual(['region.beyond-address-width 0x1000000000000']);
  expect(found(at('0xfffffff000', '4K'))).toEqual([]);
  expect(found(at('0x10000000000', '4K'))).toEqual(['region.beyond-address-width 0x10000000000']);
});

test('RAM in part says which bytes are RAM', () => {
  const [finding] = lint(readPlan(plan(simple('uiomem0', '0x6ff00000', '2M'))), facts).findings;
  expect(finding).toMatchObject({
    id: 'region.overlaps-ram',
    message: 'uiomem0, 0x6ff00000 to 0x700fffff (2 MiB), is in part System RAM: 0x6ff00000 to 0x6fffffff (1 MiB).',
  });
});

test('who has claimed a range is named, with the way to unbind it; PCI’s configuration space is claimed', () => {
  const by = {
    device: '/sys/bus/platform/devices/4010000000.pcie',
    driver: '/sys/bus/platform/drivers/pci-host-generic',
  };
  const iomem = emulatedBoard.iomem?.map((line) => (line.name === 'PCI ECAM' ? { ...line, by } : line));
  const text = plan(simple('uiomem0', '0x4010010000', '4K'));
  expect(found(text)).toEqual(['region.overlaps-claimed 0x4010010000']);
  const [finding] = lint(readPlan(text), { ...facts, board: { ...emulatedBoard, iomem } }).findings;
  expect([finding?.message, finding?.hint]).toEqual([
    'uiomem0, 0x4010010000 to 0x4010010fff (4 KiB), overlaps what PCI ECAM (device 4010000000.pcie of the driver pci-host-generic) has claimed, 0x4010000000 to 0x401fffffff (256 MiB).',
    'Unbind that driver first (echo 4010000000.pcie > /sys/bus/platform/drivers/pci-host-generic/unbind), or choose another range.',
  ]);
});

test('a reservation out of which the kernel hands memory out, by its compatible and not by its name', () => {
  const reserve = (compatible: string[]) => ({
    ...emulatedBoard,
    reservedMemory: [
      ...emulatedBoard.reservedMemory,
      { ...spanned('frames@7a000000', 0x7a00_0000n), noMap: true, reusable: false, compatible },
    ],
  });
  const text = plan(simple('uiomem0', '0x7a800000', '16M'));
  expect(found(text, { ...facts, board: reserve([]) })).toEqual([]);
  expect(found(text, { ...facts, board: reserve(['maker,frames', 'shared-dma-pool']) })).toEqual([
    'region.in-pool 0x7a800000',
  ]);
  expect(
    found(plan(simple('uiomem0', '0x7b000000', '16M')), { ...facts, board: reserve(['shared-dma-pool']) }),
  ).toEqual([]);
});

test('a name that a node of the board takes first', () => {
  const nodes = emulatedBoard.uiomemNodes.map((each) =>
    each.properties['device-name'] === undefined
      ? each
      : { ...each, properties: { ...each.properties, 'device-name': Buffer.from('uiomem3\0').toString('hex') } },
  );
  const board = { ...emulatedBoard, uiomemNodes: nodes };
  const text = plan(simple('uiomem3', '0x70000000', '1M'));
  expect(found(text)).toEqual([]);
  expect(found(text, { ...facts, board })).toEqual(['region.device-name-taken uiomem3']);
  const { findings } = lint(readPlan(text), { ...facts, board });
  expect(found(applyEdits(text, findings[0]?.fix?.edits ?? []), { ...facts, board })).toEqual([]);
});

test('sync ranges of half a line, where the board has lines', () => {
  const board = { ...emulatedBoard, emulated: false, cacheLine: 64 };
  const text = region('sync: { offset: 32, size: 4096 }');
  expect(found(text)).toEqual([]);
  expect(found(text, { ...facts, board })).toEqual(['sync.partial-line 32']);
  expect(found(region('cache: coherent, sync: { offset: 32, size: 4096 }'), { ...facts, board })).toEqual([]);
  const { findings } = lint(readPlan(text), { ...facts, board });
  const fixed = applyEdits(text, findings[0]?.fix?.edits ?? []);
  expect(fixed).toBe(region('sync: { offset: "0x0", size: "0x1040" }'));
  expect(found(fixed, { ...facts, board })).toEqual([]);
});

test('findings come in the order of the text', () => {
  expect(found(plan(simple('uiomem0', '0x70000800', '0')))).toEqual([
    'region.unaligned 0x70000800',
    'region.zero-size 0',
  ]);
});

test('loaded, but with other parameters', () => {
  const loaded = readPlan(region('cache: coherent')).plan as Plan;
  expect(
    found(plan(simple('uiomem0', '0x70000000', '2M'), 'module: { from: loaded }\n'), { board: afterLoading(loaded) }),
  ).toEqual(['module.loaded-differs loaded']);
});

const guarded = (more: Partial<Facts['board']['kernel']>): Facts => ({
  board: { ...emulatedBoard, kernel: { ...emulatedBoard.kernel, ...more } },
});

test('a kernel that guards itself against modules, before anything is built or sent', () => {
  const text = plan(simple('uiomem0', '0x70000000', '1M'), 'module: { from: built-in }\n');
  expect(found(text, guarded({ signatureEnforced: true }))).toEqual(['module.signature-required built-in']);
  expect(found(text, guarded({ lockdown: 'integrity' }))).toEqual([
    'module.signature-required built-in',
    'module.lockdown-parameters device',
  ]);
  expect(found(text, guarded({ modulesDisabled: true }))).toEqual(['module.loading-disabled built-in']);
  expect(found(text, guarded({ signatureEnforced: false, modulesDisabled: false, lockdown: 'none' }))).toEqual([]);
  // A file of one's own may be signed: that is told by looking into it.
  const file = plan('  []\n', 'module: { from: file, path: x.ko }\n');
  expect(found(file, guarded({ signatureEnforced: true }))).toEqual([]);
  // What is loaded as planned has not to be loaded.
  const loaded = afterLoading(readPlan(text).plan as Plan);
  const kernel = { ...loaded.kernel, signatureEnforced: true, modulesDisabled: true };
  expect(found(text, { board: { ...loaded, kernel } })).toEqual([]);
});

test('a board that has the reference driver keeps it in the plan that is made of it', () => {
  const board = afterLoading(readPlan(plan(simple('uiomem0', '0x70000000', '1M'))).plan as Plan);
  const uiomem = {
    ...board.uiomem,
    driver: 'reference',
    version: '1.1.0-beta.1',
    parameters: board.uiomem?.parameters ?? {},
  } as const;
  const text = planFromBoard({ ...board, uiomem });
  expect(readPlan(text).plan).toMatchObject({ module: { from: 'loaded' } });
  expect(text).toContain('# The reference driver 1.1.0-beta.1 is loaded, and stays.');
  expect(found(text, { board: { ...board, uiomem } })).toEqual([]);
  const replaced = found(text.replace('from: loaded', 'from: built-in'), { board: { ...board, uiomem } });
  expect(replaced).toEqual(['module.other-driver built-in']);
});

test('a region that was asked for when the module was loaded, and was refused, is not missed', () => {
  const board = afterLoading(readPlan(plan(simple('uiomem0', '0x70000000', '1M'))).plan as Plan);
  const parameters = { ...board.uiomem?.parameters, uiomem1_addr: '0x48000000', uiomem1_size: '0x1000' };
  const facing: Facts = { board: { ...board, uiomem: { ...board.uiomem, driver: 'reference', parameters } } };
  const text = planFromBoard(facing.board);
  expect(found(text, facing)).toEqual([]);
  // A plan that wants it is told.
  const both = plan(
    `${simple('uiomem0', '0x70000000', '1M')}${simple('uiomem1', '0x74000000', '4K')}`,
    'module: { from: loaded }\n',
  );
  expect(found(both, facing)).toContain('module.loaded-differs loaded');
});

test('what a 32-bit board cannot say as a parameter', () => {
  const narrow: Facts = { board: { ...emulatedBoard, kernel: { ...emulatedBoard.kernel, machine: 'armv7l' } } };
  const text = plan(simple('uiomem0', '0x400000000', '1M'));
  expect(found(text, narrow)).toEqual(['region.beyond-ulong 0x400000000']);
  expect(found(text)).toEqual([]);
});

test('larger pages of the board count, and a hidden iomem is told, not taken for free', () => {
  const board = { ...emulatedBoard, pageSize: 65_536, iomem: undefined };
  const { findings, notRun } = lint(readPlan(plan(simple('uiomem0', '0x70001000', '64K'))), { ...facts, board });
  expect(findings.map(({ id }) => id)).toEqual(['region.unaligned']);
  expect(notRun.map((text) => text.split(':')[0])).toEqual([
    'overlap with System RAM',
    'overlap with ranges that drivers have claimed',
  ]);
  expect(lint(readPlan(examplePlan())).notRun).toHaveLength(rules.filter(({ needs }) => needs !== undefined).length);
});

test.each<[fixed: string, from: string, to: string]>([
  ['nearest key', region('chache: coherent'), region('cache: coherent')],
  ['nearest choice', region('cache: coherrent'), region('cache: coherent')],
  ['size', plan(simple('uiomem0', '0x70000000', '1000')), plan(simple('uiomem0', '0x70000000', '"0x1000"'))],
  ['registers', region('content: registers, cache: coherent'), region('content: registers, cache: off')],
  ['name', plan(simple('plbram', '0x70000000', '1M')), plan(simple('uiomem0', '0x70000000', '1M'))],
  ['minor', region('minor: 5'), plan(simple('uiomem0', '0x70000000', '1M'))],
  ['sync size', region('sync: { offset: 64K, size: 1M }'), region('sync: { offset: 64K, size: "0xf0000" }')],
  ['mode', region('cache: off'), region('cache: off, sync: { mode: write-combine }')],
])('the fix of %s leaves no finding', (_what, from, to) => {
  const { findings } = lint(readPlan(from), facts);
  const fixed = applyEdits(from, findings[0]?.fix?.edits ?? []);
  expect(fixed).toBe(to);
  expect(found(fixed)).toEqual([]);
});

test('a name that is offered is free in the plan and in the device tree of the board', () => {
  const text = plan(simple('uiomem0', '0x70000000', '1M') + simple('plbram', '0x71000000', '1M'));
  const [finding] = lint(readPlan(text), facts).findings;
  expect(finding?.fix?.edits).toEqual([{ op: 'set', path: ['regions', 1, 'device'], value: 'uiomem2' }]);
});

test('the plan of what is loaded has no fault on that board', () => {
  const loaded = afterLoading(readPlan(region('sync: { direction: device-writes }')).plan as Plan);
  expect(found(planFromBoard(loaded), { board: loaded })).toEqual([]);
});

/** Independent of the rules: what the kernel would do with two regions of insmod. */
test('a plan without errors has whole, apart, unmanaged pages', () => {
  const pages = fc.bigInt({ min: 0x3_fff0n, max: 0x8_0010n });
  const size = fc.bigInt({ min: 0n, max: 0x40n });
  fc.assert(
    fc.property(pages, size, pages, size, fc.bigInt({ min: 0n, max: 1n }), (a, aSize, b, bSize, odd) => {
      const text = plan(
        simple('uiomem0', `${a * 4096n}`, `${aSize * 4096n}`) +
          simple('uiomem2', `${b * 4096n + odd * 16n}`, `${bSize * 4096n}`),
      );
      const managed = [
        [0x4_0000n, 0x6_0000n],
        [0x6_1000n, 0x7_0000n],
        // Nodes of the board.
        [0x6_0000n, 0x6_1000n],
        [0x7_8000n, 0x7_9000n],
      ] as const;
      const free = (start: bigint, length: bigint) =>
        length > 0n && managed.every(([from, to]) => start + length <= from || start >= to) && start >= 0x3_f000n;
      const apart = a + aSize <= b || b + bSize <= a;
      const good = odd === 0n && free(a, aSize) && free(b, bSize) && apart;
      const { findings } = lint(readPlan(text), facts);
      expect(hasErrors(findings)).toBe(!good);
    }),
    { numRuns: 500 },
  );
});

test('what is overridden is a warning with its reason, and does not keep the plan from being applied', () => {
  const differing = plan(
    simple('uiomem0', '0x70000000', '1M', shared) + simple('uiomem2', '0x70000000', '1M', `${shared}, cache: off`),
  );
  expect(hasErrors(lint(readPlan(differing), facts).findings)).toBe(true);
  const reason = 'both are only ever written by the one core';
  const override = (of: string) =>
    `${differing}overrides:\n  - { finding: region.shared-differently, ${of}reason: ${reason} }\n`;
  for (const of of ['', 'region: uiomem2, ']) {
    const { findings } = lint(readPlan(override(of)), facts);
    const judged = findings.filter(({ id }) => id === 'region.shared-differently');
    expect(judged.map(({ severity, overridden }) => [severity, overridden])).toEqual([['warning', reason]]);
  }
  // Of another region it says nothing.
  const { findings } = lint(readPlan(override('region: uiomem0, ')), facts);
  expect(findings.map(({ id, severity }) => `${severity} ${id}`)).toEqual(
    expect.arrayContaining(['error region.shared-differently', 'info plan.override-unused']),
  );
  const unused = findings.find(({ id }) => id === 'plan.override-unused');
  const mended = applyEdits(override('region: uiomem0, '), unused?.fix?.edits ?? []);
  expect(readPlan(mended).plan?.overrides).toEqual([]);
});

test('an override says why', () => {
  const text = (reason: string) =>
    `${plan(simple('uiomem0', '0x70000000', '1M'))}overrides:\n  - { finding: region.registers-cached, reason: ${reason} }\n`;
  expect(found(text('because'))).toEqual(['plan.wrong-value because']);
});
