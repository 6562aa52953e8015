import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { readProfile } from '../profiles/read.ts';
import { endOf } from '../span.ts';
import { corpusFacts } from '../testing/corpus.ts';
import { type Layer, layersOf, type MapFacts, mapKinds } from './layers.ts';
import { type Row, rowsOf, type Segment, segmentsOf, within } from './segments.ts';

const boards = join(import.meta.dirname, '../../../resources/boards');
const layer = fc
  .record({
    kind: fc.constantFrom(...mapKinds),
    name: fc.constantFrom('a', 'b'),
    from: fc.constant('somewhere'),
    address: fc.bigInt({ min: 0n, max: 200n }),
    size: fc.bigInt({ min: 1n, max: 60n }),
  })
  .map((each): Layer => each);
const layers = fc.array(layer, { maxLength: 8 });

/** By looking at every address alone. */
function shownAt(all: readonly Layer[], address: bigint): string {
  const here = all.filter((each) => each.address <= address && address < endOf(each));
  return mapKinds.find((kind) => here.some((each) => each.kind === kind)) ?? 'hole';
}

test('each address is in one segment, as the first kind that holds it', () => {
  fc.assert(
    fc.property(layers, (all) => {
      let next = 0n;
      for (const segment of segmentsOf(all)) {
        expect(segment.address).toBe(next);
        next = endOf(segment);
        for (let address = segment.address; address < next; address += 1n) {
          expect(shownAt(all, address)).toBe(segment.kind);
          const said = all.filter((each) => each.address <= address && address < endOf(each));
          expect(new Set(segment.layers)).toEqual(new Set(said));
        }
      }
      const ends = [0n, ...all.map(endOf)].sort((a, b) => (a < b ? -1 : 1));
      expect(next).toBe(ends.at(-1));
    }),
  );
});

test('of two of a kind the narrower gives the name', () => {
  const wide: Layer = { kind: 'window', name: 'bus', from: '', address: 0n, size: 100n };
  const narrow: Layer = { kind: 'window', name: 'bridge', from: '', address: 10n, size: 10n };
  for (const all of [
    [wide, narrow],
    [narrow, wide],
  ]) {
    expect(segmentsOf(all).map(({ name }) => name)).toEqual(['bus', 'bridge', 'bus']);
  }
});

const inside = (row: Row): readonly Segment[] => (row.kind === 'cluster' ? row.segments : [row]);

test('rows leave nothing out, and join devices only', () => {
  fc.assert(
    fc.property(layers, (all) => {
      const segments = segmentsOf(all);
      const rows = rowsOf(segments);
      expect(rows.flatMap(inside)).toEqual(segments);
      for (const row of rows) {
        if (row.kind !== 'cluster') continue;
        const kinds = row.segments.map(({ kind }) => kind);
        expect(kinds.filter((kind) => kind === 'claimed' || kind === 'device').length).toBeGreaterThanOrEqual(4);
        expect(kinds.every((kind) => ['claimed', 'device', 'hole', 'room', 'window', 'logic'].includes(kind))).toBe(
          true,
        );
        expect(row.address).toBe(row.segments[0]?.address);
        expect(endOf(row)).toBe(endOf(row.segments.at(-1) as Segment));
      }
    }),
  );
});

test('a wide hole parts devices', () => {
  const device = (address: bigint): Layer => ({ kind: 'claimed', name: 'uart', from: '', address, size: 0x1000n });
  const near = [0n, 0x2000n, 0x4000n, 0x6000n];
  const far = near.map((address) => address + (1n << 32n));
  const rows = rowsOf(segmentsOf([...near, ...far].map(device)));
  expect(rows.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'cluster 4 devices',
    'hole Nothing known',
    'cluster 4 devices',
  ]);
});

test('a range cuts the segments at its ends', () => {
  fc.assert(
    fc.property(layers, fc.bigInt({ min: 0n, max: 250n }), fc.bigInt({ min: 1n, max: 100n }), (all, address, size) => {
      const cut = within(segmentsOf(all), { address, size });
      const bytes = cut.reduce((sum, each) => sum + each.size, 0n);
      const end = segmentsOf(all).at(-1);
      const known = end === undefined ? 0n : endOf(end);
      const wanted = known <= address ? 0n : (known < address + size ? known : address + size) - address;
      expect(bytes).toBe(wanted);
      for (const each of cut) expect(each.kind).toBe(shownAt(all, each.address));
    }),
  );
});

const words = (rows: readonly Row[]) =>
  rows.map(({ kind, name, address, size }) => `${hex(address)} ${hex(size)} ${kind} ${name}`);

test('the emulated board: what mem= keeps from Linux is memory all the same', () => {
  const facts = corpusFacts('emulated-arm64-6.1');
  expect(words(rowsOf(segmentsOf(layersOf(facts, undefined))))).toEqual([
    '0x0 0x9000000 hole Nothing known',
    '0x9000000 0x1004000 cluster 7 devices',
    '0xa004000 0x5ffc000 hole Nothing known',
    '0x10000000 0x100000 device 0000:00:02.0',
    '0x10100000 0x100 device 0000:00:01.0',
    '0x10100100 0x2eeeff00 window pcie@10000000',
    '0x3eff0000 0x1010000 hole Nothing known',
    '0x40000000 0x20000000 system-ram System RAM',
    '0x60000000 0x1000000 node uiomem1',
    '0x61000000 0xf000000 system-ram System RAM',
    '0x70000000 0x8000000 memory Memory',
    '0x78000000 0x1000000 node plmem',
    '0x79000000 0x7000000 memory Memory',
    '0x80000000 0x3f90000000 hole Nothing known',
    '0x4010000000 0x10000000 claimed PCI ECAM',
    '0x4020000000 0x3fe0000000 hole Nothing known',
    '0x8000000000 0x100000 device 0000:00:01.0',
    '0x8000100000 0x7ffff00000 window pcie@10000000',
  ]);
});

test('a board whose manual is known, with a region of the driver', () => {
  const facts = corpusFacts('zynqmp');
  const device = { name: 'frames', address: 0x7000_0000n, size: 0x100_0000n, origin: { kind: 'insmod', slot: 0 } };
  const devices = [{ ...device, shareable: true }] as unknown as MapFacts['devices'];
  const profile = readProfile(readFileSync(join(boards, 'zynqmp.yaml'), 'utf8'), 'zynqmp.yaml');
  const rows = rowsOf(segmentsOf(layersOf({ ...facts, devices }, profile)));
  expect(words(rows).slice(0, 9)).toEqual([
    '0x0 0x70000000 system-ram System RAM',
    '0x70000000 0x1000000 region frames',
    '0x71000000 0x3000000 no-map frames@70000000',
    '0x74000000 0xc000000 system-ram System RAM',
    '0x80000000 0x20000000 logic PL through M_AXI_HPM0_LPD',
    '0xa0000000 0x10000 claimed a0000000.dma dma@a0000000',
    '0xa0010000 0xfff0000 logic PL through M_AXI_HPM0_FPD',
    '0xb0000000 0x10000000 logic PL through M_AXI_HPM1_FPD',
    '0xc0000000 0x20000000 hole Nothing known',
  ]);
  const [, region] = rows;
  expect(region?.kind === 'cluster' ? [] : region?.layers.map(({ kind, from }) => `${kind}: ${from}`)).toEqual([
    'region: uiomem, from the insmod line',
    'no-map: the device tree, /reserved-memory/frames@70000000',
    'reserved: /proc/iomem',
    'memory: the device tree, /memory@0',
    'room: UG1085 Zynq UltraScale+ Device TRM, System Address Map',
  ]);
  const missing = rows.find(({ name }) => name === 'DDR high');
  expect(missing?.kind).toBe('room');
});
