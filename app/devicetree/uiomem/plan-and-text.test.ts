/** A plan and a text made of its regions: what differs, who changed it, and each made what the other is. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { readPlan } from '../../plan/document.ts';
import { applyEdits } from '../../plan/edit.ts';
import { blankPlan } from '../../plan/new-plan.ts';
import { cachePolicy, type Plan, type Region } from '../../plan/schema.ts';
import { readSource } from '../source/read-source.ts';
import { built } from '../testing/built.ts';
import { textWithRegions, type WantedRegion } from './form/text-with-regions.ts';
import { planEdits } from './plan-edits.ts';
import { readRegions } from './read-regions.ts';
import {
  type Agreed,
  agreement,
  intoPlan,
  nodeRegionsOf,
  regionDifferences,
  regionPrint,
} from './region-differences.ts';
import { overlaySource } from './region-source.ts';

const region = (device: string, address: bigint, more: Partial<Region> = {}): Region => ({
  device,
  load: 'device-tree',
  address,
  size: 0x10_0000n,
  content: 'memory',
  cache: 'noncoherent',
  shareable: false,
  ...more,
});

const read = (text: string) => readSource('plan.dtso', text, () => undefined);
const regionsOf = (text: string) => {
  const source = read(text);
  return readRegions({ tree: source.tree, source }).regions.map((each) => each.region);
};
const planOf = (text: string): Plan => {
  const { plan } = readPlan(text);
  if (plan === undefined) throw new Error('no plan');
  return plan;
};
const agreed = (...regions: readonly Region[]): Agreed =>
  Object.fromEntries(regions.map((each) => [each.device, regionPrint(each)]));

function taken(text: string, wanted: readonly WantedRegion[]): string {
  const change = textWithRegions(
    { file: 'plan.dtso', source: read(text), readAgain: (texts) => read(texts.get('plan.dtso') ?? '') },
    undefined,
    wanted,
  );
  if (change.text === undefined) throw new Error(change.refusal.message);
  return change.text;
}

describe('what differs', () => {
  const one = region('one', 0x1000n);
  const moved = { ...one, address: 0x2000n };

  it('is nothing where both say the same, a default said or not', () => {
    expect(regionDifferences([{ ...one, sync: { direction: 'both' } }], [one], {})).toEqual([]);
  });

  it('was changed by the one that is not as it was', () => {
    const by = (tree: Region, plan: Region) =>
      regionDifferences([tree], [plan], agreed(one)).map((each) => each.changed);
    expect([by(moved, one), by(one, moved), by(moved, { ...one, cache: 'off' })]).toEqual([
      ['tree'],
      ['plan'],
      ['both'],
    ]);
  });

  it('is told by value, and where only one has it', () => {
    const two = region('two', 0x9000n);
    expect(regionDifferences([moved, two], [one], agreed(one))).toEqual([
      { device: 'one', changed: 'tree', values: ['address 0x2000 in the text, 0x1000 in the plan'] },
      { device: 'two', changed: 'tree', values: ['in the text alone'] },
    ]);
    expect(regionDifferences([], [one, two], agreed(one))).toEqual([
      { device: 'one', changed: 'tree', values: ['in the plan alone'] },
      { device: 'two', changed: 'plan', values: ['in the plan alone'] },
    ]);
  });

  it('is remembered from when they were the same', () => {
    expect(agreement([moved], [one], agreed(one))).toEqual(agreed(one));
    expect(agreement([moved], [moved], agreed(one))).toEqual(agreed(moved));
    expect(agreement([], [], agreed(one))).toEqual({});
  });
});

test('the plan takes what the text has, loses what that has no more, and keeps the rest of its own text', () => {
  const start = `${blankPlan().replace('regions: []', 'regions:')}  - device: one # mine
    load: device-tree
    address: 0x1000
    size: 1 MiB
  - device: two
    load: device-tree
    address: 0x900000
    size: 1 MiB
  - device: uiomem0
    address: 0x70000000
    size: 1 MiB
`;
  const plan = planOf(start);
  const text = applyEdits(
    start,
    intoPlan(plan, [region('one', 0x2000n), region('new', 0xa000n)], ['one', 'two', 'new']),
  );
  expect(planOf(text).regions.map(({ device, address }) => [device, address])).toEqual([
    ['one', 0x2000n],
    ['uiomem0', 0x7000_0000n],
    ['new', 0xa000n],
  ]);
  expect(text).toContain('# mine');
});

test('the text takes what the plan has, switches off what that has no more, and keeps the rest', () => {
  const text = overlaySource([region('one', 0x10_0000n, { about: 'of the camera' }), region('two', 0x90_0000n)]);
  const now = taken(text, [
    { device: 'one', region: region('one', 0x20_0000n, { sync: { direction: 'cpu-writes' } }) },
    { device: 'two', region: undefined },
    { device: 'new', region: region('new', 0xa0_0000n, { minor: 7, shareable: true }) },
  ]);
  expect(now).toContain('/* of the camera */\n\t\tone@200000 {');
  expect(now).toContain('status = "disabled";');
  built(now, '-@');
  expect(regionsOf(now).map(({ device, address, minor }) => [device, address, minor])).toEqual([
    ['one', 0x20_0000n, undefined],
    ['new', 0xa0_0000n, 7],
  ]);
  // Back in the plan it is switched on.
  expect(regionsOf(taken(now, [{ device: 'two', region: region('two', 0x90_0000n) }]))).toHaveLength(3);
});

test('a region that does not go into the text leaves all of it as it was', () => {
  const text =
    '/dts-v1/;\n/plugin/;\n&{/} { u@1000 { compatible = "ikwzm,uiomem"; device-name = "u"; reg = <0 0x1000 0 0x1000>; }; };\n';
  const document = { file: 'plan.dtso', source: read(text), readAgain: () => read(text) };
  const change = textWithRegions(document, undefined, [{ device: 'u', region: region('u', 0x2000n) }]);
  expect(change.refusal?.id).toBe('device-tree.edit-cells');
});

const pages = fc.bigInt({ min: 1n, max: 0xf_ffffn }).map((page) => page << 12n);
const anyRegions = fc.uniqueArray(
  fc
    .record({
      device: fc.constantFrom('one', 'two', 'three'),
      address: pages,
      size: pages,
      cache: fc.constantFrom(...cachePolicy.options),
      shareable: fc.boolean(),
      minor: fc.option(fc.integer({ min: 0, max: 255 }), { nil: undefined }),
      sync: fc.option(
        fc.record(
          {
            mode: fc.constantFrom('non-cached', 'write-combine', 'dma-coherent'),
            always: fc.constant(true),
            offset: pages,
            size: pages,
            direction: fc.constantFrom('both', 'cpu-writes', 'device-writes'),
          },
          { requiredKeys: [] },
        ),
        { nil: undefined },
      ),
    })
    .map(({ device, address, minor, sync, ...more }) =>
      region(device, address, {
        ...more,
        ...(minor !== undefined && { minor }),
        ...(sync !== undefined && { sync }),
      } as Partial<Region>),
    ),
  { selector: ({ device }) => device },
);

test('any plan and any text of another: taken either way, nothing differs any more', () => {
  fc.assert(
    fc.property(anyRegions, anyRegions, (before, after) => {
      const text = overlaySource(before);
      const start = applyEdits(blankPlan(), planEdits(planOf(blankPlan()), after));
      const plan = planOf(start);
      const devices = regionDifferences(regionsOf(text), nodeRegionsOf(plan), {}).map(({ device }) => device);
      const wanted = devices.map((device) => ({ device, region: plan.regions.find((each) => each.device === device) }));
      const fromPlan = taken(text, wanted);
      expect(regionDifferences(regionsOf(fromPlan), nodeRegionsOf(plan), {})).toEqual([]);
      const fromTree = planOf(applyEdits(start, intoPlan(plan, regionsOf(text), devices)));
      expect(regionDifferences(regionsOf(text), nodeRegionsOf(fromTree), {})).toEqual([]);
    }),
    { numRuns: 30 },
  );
});
