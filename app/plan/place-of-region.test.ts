import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPlan } from './document.ts';
import { duplicateEdits, whyNoMore, writtenRegions } from './duplicate-region.ts';
import { applyEdits } from './edit.ts';
import type { Facts } from './facts.ts';
import { type FormText, readForm } from './form-text.ts';
import { lint } from './lint.ts';
import { layersOf } from './memory-map/layers.ts';
import { segmentsOf } from './memory-map/segments.ts';
import { judgePlace, otherPlaces, placeEdits, spanOfTexts, startIn, textsOfSpan, toPages } from './place-of-region.ts';
import { profilePlaces } from './profile-places.ts';
import { readProfile } from './profiles/read.ts';
import { parseQuantity } from './quantity.ts';
import { readBack } from './read-back.ts';
import { endOf } from './span.ts';
import { corpusFacts } from './testing/corpus.ts';

const profile = readProfile(
  readFileSync(join(import.meta.dirname, '../../resources/boards/zynqmp.yaml'), 'utf8'),
  'zynqmp',
);
const facts: Facts = { board: corpusFacts('zynqmp'), profile };
const text = `version: 1
regions:
  - device: uiomem0 # the buffer
    address: 0xfffc0000
    size: 64 KiB
    cache: off
  - device: uiomem1
    address: "0xfffd0000"
    size: 0x10000
    shareable: false
`;
function form(given: string): FormText {
  const read = readForm(given);
  if (read === undefined) throw new Error('no form');
  return read;
}
const span = fc.record({ address: fc.bigInt(0n, 1n << 44n), size: fc.bigInt(1n, 1n << 34n) });
const page = fc.constantFrom(0x1000n, 0x4000n, 0x1_0000n);

test('whole pages hold all of a range, and no page more', () => {
  fc.assert(
    fc.property(span, page, (given, bytes) => {
      const pages = toPages(given, bytes);
      expect([pages.address % bytes, pages.size % bytes]).toEqual([0n, 0n]);
      expect(pages.address <= given.address && endOf(pages) >= endOf(given)).toBe(true);
      expect(given.address - pages.address < bytes && endOf(pages) - endOf(given) < bytes).toBe(true);
      expect(toPages(pages, bytes)).toEqual(pages);
    }),
  );
});

test('what begins in a range lies in it, in whole pages, and is as large as is wanted where there is room', () => {
  fc.assert(
    fc.property(span, page, fc.option(fc.bigInt(1n, 64n).map((pages) => pages << 16n)), (given, bytes, most) => {
      const start = startIn(given, bytes, most ?? undefined);
      if (start === undefined) {
        expect(given.size < 2n * bytes || given.address === 0n).toBe(true);
        return;
      }
      expect(start.address >= given.address && endOf(start) <= endOf(given) && start.size > 0n).toBe(true);
      expect([start.address % bytes, start.size % bytes]).toEqual([0n, 0n]);
      const all = startIn(given, bytes);
      expect(start.size).toBe(most !== null && all !== undefined && most < all.size ? most : all?.size);
      expect(start.address).not.toBe(0n);
    }),
  );
});

test('a place is written, and read back as it is meant; what means the same keeps its spelling', () => {
  fc.assert(
    fc.property(span, (given) => {
      expect(spanOfTexts(textsOfSpan(given))).toEqual(given);
      const after = applyEdits(text, placeEdits(form(text), 1, textsOfSpan(given)));
      const region = readPlan(after).plan?.regions[1];
      expect([region?.address, region?.size]).toEqual([given.address, given.size]);
      expect(after.split('\n').slice(0, 7)).toEqual(text.split('\n').slice(0, 7));
    }),
  );
  expect(placeEdits(form(text), 0, { address: '0xFFFC0000', size: '65536' })).toEqual([]);
  const from = placeEdits(form(text), 0, { address: '0xfffc0000', size: '128 KiB' }, 'Manual: OCM');
  expect(applyEdits(text, from)).toBe(
    text.replace('size: 64 KiB\n    cache: off\n', 'size: 128 KiB\n    cache: off\n    source: "Manual: OCM"\n'),
  );
});

test('a place is judged as lint would judge the plan with it, and for what comes of the place alone', () => {
  const ids = (address: string, size: string, by: Facts | null = facts) =>
    judgePlace(text, 0, { address, size }, by ?? undefined).findings.map(({ id, severity }) => `${severity} ${id}`);
  expect(ids('0xfffc0000', '64 KiB')).toEqual(['info region.memory-note']);
  expect(ids('0xfffc0000', '128 KiB')).toEqual(['error region.overlaps-region', 'info region.memory-note']);
  expect(ids('0x10000000', '1 MiB')).toContain('error region.overlaps-ram');
  expect(ids('0x10000000', '1 MiB', null)).toEqual([]);
  expect(ids('0xfffc0800', '4 KiB', null)).toEqual(['error region.unaligned']);
  expect(judgePlace(text, 0, { address: 'there', size: '1' }, facts)).toEqual({ findings: [], isAlone: true });
  // What is said of the place is what lint says of the plan that has it.
  const place = { address: '0x10000000', size: '1 MiB' };
  const all = lint(readPlan(applyEdits(text, placeEdits(form(text), 0, place))), facts).findings;
  for (const { id, message } of judgePlace(text, 0, place, facts).findings)
    expect(all.map((each) => [each.id, each.message])).toContainEqual([id, message]);
});

test('a region of a plan that says no whole one is judged by itself', () => {
  const broken = text.replace('size: 0x10000', 'size: a lot');
  expect(judgePlace(broken, 0, { address: '0x10000000', size: '1 MiB' }, facts)).toMatchObject({
    isAlone: true,
    findings: [{ id: 'region.overlaps-ram' }],
  });
  // It becomes whole by the place: the others count.
  const empty = text.replace('address: 0xfffc0000\n    size: 64 KiB', 'address: ""\n    size: ""');
  expect(judgePlace(empty, 0, { address: '0xfffd0000', size: '64 KiB' }, facts)).toMatchObject({
    isAlone: false,
    findings: [{ id: 'region.overlaps-region' }, { id: 'region.memory-note' }],
  });
});

test('the other places of a plan, as far as they can be read', () => {
  expect(otherPlaces(form(text), 0)).toEqual([{ device: 'uiomem1', address: 0xfffd_0000n, size: 0x1_0000n }]);
  expect(otherPlaces(form(text.replace('0x10000', 'a lot')), 0)).toEqual([]);
});

test('ranges that the manual names, usual ones first, with the first place that is free', () => {
  const segments = segmentsOf(layersOf(facts.board, profile));
  const places = profilePlaces(facts, segments, 0x1_0000n);
  expect(places.map(({ memory }) => memory.name).slice(0, 3)).toEqual([
    'DDR low',
    'OCM',
    'PL through M_AXI_HPM0_FPD, 4 GiB',
  ]);
  expect(places).toHaveLength(profile.memories.length);
  const of = (name: string) => places.find(({ memory }) => memory.name === name);
  expect(of('OCM')).toMatchObject({
    place: { address: 0xfffc_0000n, size: 0x1_0000n },
    source: `${profile.title}: OCM`,
  });
  // All of the RAM up there is Linux's, as far as this board has it.
  expect(of('DDR high')?.place).toBeUndefined();
  for (const { place, memory } of places) {
    if (place === undefined) continue;
    expect(place.address >= memory.address && endOf(place) <= endOf(memory)).toBe(true);
    const found = judgePlace(text, 0, textsOfSpan(place), facts).findings;
    expect(found.filter(({ id }) => id === 'region.overlaps-ram')).toEqual([]);
  }
  expect(profilePlaces({ board: facts.board }, segments, undefined)).toEqual([]);
});

test.each([
  ['256 KiB', 'size', '0x40000 · 262,144 bytes'],
  ['0x40000', 'size', '256 KiB · 262,144 bytes'],
  ['262144', 'size', '0x40000 · 256 KiB'],
  ['4097', 'size', '0x1001'],
  ['1792M', 'address', '0x70000000'],
  ['0x70000000', 'address', '1792 MiB'],
  ['0x70000001', 'address', undefined],
  ['0x70000800', 'address', undefined],
  ['0x0', 'address', undefined],
  ['a lot', 'size', undefined],
  ['', 'size', undefined],
] as const)('%s as %s is read back as %s', (written, unit, told) => {
  expect(readBack(written, unit)).toBe(told);
});

test('whatever is read back means the same', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 1n << 48n), fc.constantFrom('address', 'size'), fc.boolean(), (value, unit, hex) => {
      const written = hex ? `0x${value.toString(16)}` : String(value);
      for (const told of readBack(written, unit as 'address' | 'size')?.split(' · ') ?? [])
        expect(parseQuantity(told.replace(/ bytes$/, '').replaceAll(',', ''))).toBe(value);
    }),
  );
});

test('a duplicate is like the first, behind it, and under its own name', () => {
  const first = text.replace('cache: off', 'cache: off\n    sync: { mode: write-combine, always: true }');
  const after = applyEdits(first, duplicateEdits(form(first), 0, 'uiomem2'));
  const regions = readPlan(after).plan?.regions;
  expect(regions?.[2]).toEqual({ ...regions?.[0], device: 'uiomem2', address: 0xfffd_0000n });
  expect(after.startsWith(first)).toBe(true);
  const empty = 'version: 1\nregions:\n  - device: uiomem0\n    address: ""\n    size: 1M\n';
  expect(applyEdits(empty, duplicateEdits(form(empty), 0, 'uiomem1'))).toBe(
    `${empty.trimEnd()}\n  - device: uiomem1\n    address: ""\n    size: 1M\n`,
  );
});

test('the driver has parameters for eight', () => {
  const of = (count: number, more = '') =>
    form(
      `regions:\n${Array.from({ length: count }, (_, index) => `  - { device: uiomem${index}, size: 1${more} }`).join('\n')}\n`,
    );
  expect(whyNoMore(of(7))).toBeUndefined();
  expect(whyNoMore(of(8))?.id).toBe('regions.too-many');
  expect(whyNoMore(of(8, ', load: device-tree'))).toBeUndefined();
  expect(writtenRegions(of(1, ', load: device-tree, minor: 7'))).toEqual([
    { device: 'uiomem0', load: 'device-tree', minor: 7 },
  ]);
});
