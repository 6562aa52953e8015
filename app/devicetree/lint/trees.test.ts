/** Trees without a text: what only they can say, any at all, and large and deep ones. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { emulatedBoard } from '../../plan/testing/emulated-facts.ts';
import { regOf } from '../addresses/reg.ts';
import { toCpu } from '../addresses/translate.ts';
import { cellBytes, textBytes } from '../property.ts';
import { anyTree } from '../testing/any-tree.ts';
import { built } from '../testing/built.ts';
import type { DeviceTree, TreeNode } from '../tree.ts';
import { indexTree } from '../tree-index.ts';
import { cpuAddress } from './cpu-range.ts';
import { judgedTree } from './judged-tree.ts';
import { lintTree } from './lint-tree.ts';

const found = (tree: DeviceTree, more: Omit<Parameters<typeof lintTree>[0], 'tree'> = {}) =>
  lintTree({ ...more, tree }).findings.map(({ id, path }) => `${id.replace('device-tree.', '')} ${path}`);

const node = (
  name: string,
  properties: Record<string, Uint8Array> = {},
  children: readonly TreeNode[] = [],
): TreeNode => ({
  name,
  properties: new Map(Object.entries(properties)),
  children,
});
const tree = (...children: readonly TreeNode[]): DeviceTree => ({
  reservations: [],
  bootCpu: 0,
  root: node('', { '#address-cells': cellBytes([1]), '#size-cells': cellBytes([1]) }, children),
});
const phandle = (number: number) => ({ phandle: cellBytes([number]) });
const plmem = (address: number, more: Record<string, Uint8Array> = {}) =>
  node(`uiomem@${address.toString(16)}`, {
    compatible: textBytes('ikwzm,uiomem'),
    reg: cellBytes([address, 0x1000]),
    ...more,
  });

describe('phandles', () => {
  it('that two have', () => {
    expect(found(tree(node('a', phandle(7)), node('b', phandle(7))))).toEqual(['duplicate-phandle /b']);
  });
  it('that are none', () => {
    const bad = tree(node('a', phandle(0)), node('b', phandle(0xffff_ffff)), node('c', phandle(1)));
    expect(found(bad)).toEqual(['bad-phandle /a', 'bad-phandle /b']);
  });
});

describe('minors and names of this board', () => {
  const board = {
    ...emulatedBoard,
    uiomem: { parameters: { uiomem3_addr: '1879048192', uiomem3_size: '4096', uiomem4_size: '0' } },
  };
  const minor = (number: number) => ({ 'minor-number': cellBytes([number]) });

  it('are those of regions that insmod was asked for', () => {
    const wanted = tree(plmem(0x6000_0000, minor(3)), plmem(0x6000_1000, minor(4)));
    expect(found(wanted, { board })).toEqual(['minor-taken /uiomem@60000000']);
    expect(found(wanted)).toEqual([]);
  });
  it('and the names of such regions', () => {
    const named = tree(plmem(0x6000_0000, { 'device-name': textBytes('uiomem3') }));
    expect(found(named, { board })).toEqual(['name-taken /uiomem@60000000']);
  });
  it('are those of devices of other nodes, and not of the node itself', () => {
    const [device] = emulatedBoard.devices;
    const own = { kind: 'device-tree' as const, path: '/uiomem@60000000' };
    const template = { ...device, name: 'cam', minor: 9, origin: own } as (typeof emulatedBoard.devices)[number];
    const loaded = { ...emulatedBoard, devices: [template] };
    const named = (address: number) => tree(plmem(address, { 'device-name': textBytes('cam') }));
    expect(found(named(0x6000_0000), { board: loaded })).toEqual([]);
    expect(found(named(0x6000_1000), { board: loaded })).toEqual(['name-taken /uiomem@60001000']);
  });
});

describe('a reservation', () => {
  const kept = (more: string, other = '') =>
    built(`/dts-v1/; / { #address-cells = <2>; #size-cells = <2>;
      reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;
        r: r@50000000 { reg = <0 0x50000000 0 0x100000>; ${more} }; };
      u { compatible = "ikwzm,uiomem"; memory-region = <&r>; }; ${other} };`);

  it('with no-map keeps RAM back from the next boot on, and of a kernel that runs nothing', () => {
    expect(found(kept('no-map;'), { board: emulatedBoard })).toEqual([]);
    expect(found(kept('no-map;'), { board: emulatedBoard, runTime: true })).toEqual(['overlaps-ram /u']);
  });
  it('that is switched off keeps nothing back, and is not judged', () => {
    expect(found(kept('no-map; reusable; status = "disabled";'), { board: emulatedBoard })).toEqual([
      'memory-region-nowhere /u',
      'overlaps-ram /u',
    ]);
  });
  it('that is a pool is somebody’s', () => {
    expect(found(kept('no-map; compatible = "shared-dma-pool";'))).toEqual(['in-pool /u']);
    expect(found(kept('no-map; compatible = "ramoops";'))).toEqual(['reserved-for-other /u']);
    expect(found(kept('no-map;', 'rproc { memory-region = <&r>; };'))).toEqual(['reserved-for-other /u']);
    expect(found(kept('no-map;', 'rproc { memory-region = <&{/}>; };'))).toEqual([]);
  });
});

test('a tree deeper than the kernel reads, at the first node that is lost', () => {
  const deep = (levels: number) => {
    let below = node('n');
    for (let level = 2; level < levels; level += 1) below = node('n', {}, [below]);
    return tree(below);
  };
  expect(found(deep(63))).toEqual([]);
  expect(found(deep(1000))).toEqual([`too-deep ${'/n'.repeat(63)}`]);
});

test('cells that no kernel takes, in their thousands of millions', () => {
  const strange = node('bus', { '#address-cells': cellBytes([0x2020_2000]) }, [node('u', { reg: cellBytes([0, 1]) })]);
  expect(found(tree(strange))).toContain('cells-mismatch /bus/u');
});

test('a hundred thousand faulty nodes, and a thousand devices of one range', { timeout: 60_000 }, () => {
  const many = tree(
    node(
      'bus',
      {},
      Array.from({ length: 100_000 }, (_, at) => node(`n@0x${at}`, { reg: cellBytes([at, 1, 1]) })),
    ),
  );
  expect(found(many).length).toBeGreaterThan(100_000);
  const one = tree(...Array.from({ length: 1000 }, (_, at) => ({ ...plmem(0x6000_0000), name: `u${at}@60000000` })));
  expect(found(one).length).toBeGreaterThan(1000);
});

test('whatever the tree, nothing is thrown, and every finding is of a node of it', () => {
  const uiomem = fc.constantFrom(
    ...[
      'reg',
      'memory-region',
      'sync-offset',
      'sync-size',
      'minor-number',
      'device-name',
      'cache-off',
      'status',
      'compatible',
      '#size-cells',
      'ranges',
      'phandle',
    ],
  );
  const strange = fc
    .tuple(
      fc.uniqueArray(fc.tuple(uiomem, fc.uint8Array({ maxLength: 17 })), { selector: ([name]) => name }),
      fc.constantFrom('reserved-memory', 'uiomem@1', 'fragment@0', 'u', '__fixups__', '__symbols__'),
      fc.constantFrom('__overlay__', 'reserved_memory', 'a@0X1', 'uiomem'),
      fc.boolean(),
    )
    .map(([properties, name, inner, isOurs]) =>
      node(name, {}, [
        node(inner, {
          ...Object.fromEntries(properties),
          ...(isOurs && { compatible: textBytes('ikwzm,uiomem') }),
        }),
      ]),
    );
  fc.assert(
    fc.property(anyTree, fc.array(strange, { maxLength: 3 }), fc.option(anyTree), (some, more, base) => {
      const names = new Set<string>();
      const children = [...some.root.children, ...more].filter(({ name }) => !names.has(name) && names.add(name));
      const all = { ...some, root: { ...some.root, children } };
      const index = indexTree(all);
      const { findings } = lintTree({
        tree: all,
        board: emulatedBoard,
        ...(base !== null && { base: indexTree(base) }),
      });
      for (const { path } of findings) expect(index.byPath.has(path ?? '?')).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('addresses of the CPU are those of the translation, where each bus says its cells', () => {
  const cells = fc.constantFrom(1, 2);
  const small = fc.integer({ min: 0, max: 8 }).map((pages) => pages * 0x1000);
  const levels = fc.array(
    fc.record({
      address: cells,
      size: cells,
      ranges: fc.constantFrom('none', 'same', 'one', 'two'),
      numbers: fc.array(small, { minLength: 16, maxLength: 16 }),
    }),
    { minLength: 1, maxLength: 4 },
  );
  let translated = 0;
  fc.assert(
    fc.property(levels, small, (buses, address) => {
      let below: TreeNode | undefined;
      for (let level = buses.length - 1; level >= 0; level -= 1) {
        const bus = buses[level];
        const above = level === 0 ? { address: 1, size: 1 } : buses[level - 1];
        if (bus === undefined || above === undefined) throw new Error('no bus');
        const leaf = node('u', {
          compatible: textBytes('ikwzm,uiomem'),
          reg: cellBytes([...wide(address, bus.address), ...wide(0x1000, bus.size)]),
        });
        const entry = (at: number) => [
          ...wide(bus.numbers[at] ?? 0, bus.address),
          ...wide(bus.numbers[at + 1] ?? 0, above.address),
          ...wide(bus.numbers[at + 2] ?? 0, bus.size),
        ];
        const ranges =
          bus.ranges === 'same'
            ? []
            : bus.ranges === 'one'
              ? entry(0)
              : bus.ranges === 'two'
                ? [...entry(0), ...entry(3)]
                : undefined;
        below = node(
          'bus',
          {
            '#address-cells': cellBytes([bus.address]),
            '#size-cells': cellBytes([bus.size]),
            ...(ranges !== undefined && { ranges: cellBytes(ranges) }),
          },
          [below ?? leaf],
        );
      }
      const index = indexTree(tree(below as TreeNode));
      const leaf = index.nodes.find(({ node: { name } }) => name === 'u');
      const judged = judgedTree(index, undefined).nodes.find(({ node: { name } }) => name === 'u');
      if (leaf === undefined || judged === undefined) throw new Error('no leaf');
      const [first] = regOf(leaf).entries;
      const expected = first && toCpu(leaf, first);
      if (expected !== undefined) translated += 1;
      expect(cpuAddress(judged)).toBe(expected ?? 'hidden');
    }),
    { numRuns: 500 },
  );
  expect(translated).toBeGreaterThan(50);
});

function wide(value: number, cells: number): number[] {
  return cells === 2 ? [0, value] : [value];
}
