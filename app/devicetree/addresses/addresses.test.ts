import { describe, expect, test } from 'vitest';
import { built } from '../testing/built.ts';
import { type IndexedNode, indexTree, type TreeIndex } from '../tree-index.ts';
import { interruptParentOf, phandleListOf } from './phandle-list.ts';
import { rangesOf } from './ranges.ts';
import { regOf } from './reg.ts';
import { dmaToCpu, toCpu } from './translate.ts';

function nodeAt(index: TreeIndex, path: string): IndexedNode {
  const node = index.byPath.get(path);
  if (node === undefined) throw new Error(`there is no ${path}`);
  return node;
}
const indexOfText = (text: string) => indexTree(built(`/dts-v1/; ${text}`));
const node = (text: string, path: string) => nodeAt(indexOfText(text), path);

describe('reg', () => {
  const of = (cells: string, value: string) => regOf(node(`/ { b { ${cells} n { ${value} }; }; };`, '/b/n'));
  const two = '#address-cells = <2>; #size-cells = <2>;';
  test.each([
    [
      'two and two cells',
      two,
      'reg = <1 2 3 4>, <0 5 0 6>;',
      [
        [0x1_0000_0002n, 0x3_0000_0004n],
        [5n, 6n],
      ],
      0,
    ],
    [
      'one and none',
      '#address-cells = <1>; #size-cells = <0>;',
      'reg = <7 8>;',
      [
        [7n, 0n],
        [8n, 0n],
      ],
      0,
    ],
    ['2 and 1 where nothing is said', '', 'reg = <1 0 16>;', [[0x1_0000_0000n, 16n]], 0],
    ['cells that are left over', two, 'reg = <0 1 0 2 0 3>;', [[1n, 2n]], 2],
    ['a cell that is cut off', '#address-cells = <1>; #size-cells = <0>;', 'reg = [00 00 00 01 00];', [[1n, 0n]], 1],
    ['no cells at all', '#address-cells = <0>; #size-cells = <0>;', 'reg = <1>;', [], 1],
    ['more cells than there can be', '#address-cells = <0xffffffff>;', 'reg = <1>;', [], 1],
    ['no reg', two, '', [], 0],
  ])('%s', (_, cells, value, entries, leftOver) => {
    expect(of(cells, value)).toEqual({ entries: entries.map(([address, size]) => ({ address, size })), leftOver });
  });
  test('the root has none', () => {
    expect(regOf(node('/ { reg = <1 2>; };', '/'))).toEqual({ entries: [], leftOver: 2 });
  });
});

describe('ranges', () => {
  const bus = (value: string) =>
    rangesOf(
      node(`/ { #address-cells = <2>; b { #address-cells = <1>; #size-cells = <1>; ${value} }; };`, '/b'),
      'ranges',
    );
  test('entries take the cells of the bus and of the one above', () => {
    expect(bus('ranges = <0x10 1 2 0x1000>, <0x2000 0 3 4>, <9>;')).toEqual({
      same: false,
      entries: [
        { child: 0x10n, parent: 0x1_0000_0002n, size: 0x1000n },
        { child: 0x2000n, parent: 3n, size: 4n },
      ],
      leftOver: 1,
    });
  });
  test('empty, and absent', () => {
    expect(bus('ranges;')).toEqual({ same: true, entries: [], leftOver: 0 });
    expect(bus('')).toBeUndefined();
  });
});

describe('an address as the CPU sees it', () => {
  const index = indexOfText(`/ {
    #address-cells = <2>; #size-cells = <2>;
    top@100000000 { reg = <1 0 0 0x1000>; };
    soc { #address-cells = <1>; #size-cells = <1>; ranges = <0 0 0x80000000 0x1000000>, <0x40000000 4 0 0x1000>;
      dma-ranges = <0 1 0 0x80000000>;
      same { #address-cells = <1>; #size-cells = <1>; ranges;
        inner { #address-cells = <1>; #size-cells = <1>; ranges = <0x100 0x200 0x100>; n@100 { reg = <0x100 0x10>; }; };
      };
      i2c { #address-cells = <1>; #size-cells = <0>; n@50 { reg = <0x50>; }; };
    };
    pcie@0 { device_type = "pci"; #address-cells = <3>; #size-cells = <2>;
      ranges = <0x01000000 0 0 0 0x3eff0000 0 0x10000>, <0x02000000 0 0x10000000 0 0x10000000 0 0x1000>,
               <0x43000000 0x80 0 0x80 0 0x1 0>;
      bridge { #address-cells = <3>; #size-cells = <2>; ranges; n { }; };
    };
  };`);
  const cpu = (path: string, address: bigint) => toCpu(nodeAt(index, path), { address, size: 1n });
  test.each<[string, string, bigint, bigint | undefined]>([
    ['the root’s own', '/top@100000000', 0x1_0000_0000n, 0x1_0000_0000n],
    ['through one bus', '/soc/same', 0xffffffn, 0x80ff_ffffn],
    ['behind the end of an entry', '/soc/same', 0x1000000n, undefined],
    ['by the second entry', '/soc/same', 0x4000_0010n, 0x4_0000_0010n],
    ['through three', '/soc/same/inner/n@100', 0x100n, 0x8000_0200n],
    ['outside of the innermost', '/soc/same/inner/n@100', 0x200n, undefined],
    ['a bus without ranges', '/soc/i2c/n@50', 0x50n, undefined],
    ['PCI ports', '/pcie@0/bridge/n', (0x0100_0000n << 64n) | 0x10n, 0x3eff_0010n],
    ['PCI memory, with other flags', '/pcie@0/bridge/n', (0x8200_0810n << 64n) | 0x1000_0800n, 0x1000_0800n],
    ['PCI memory of 64 bits', '/pcie@0/bridge/n', (0x4300_0000n << 64n) | 0x80_0000_0010n, 0x80_0000_0010n],
    ['PCI memory where there are only ports', '/pcie@0/bridge/n', (0x0200_0000n << 64n) | 0x10n, undefined],
    ['PCI configuration', '/pcie@0/bridge/n', 0x10n, undefined],
    ['the root itself', '/', 0n, undefined],
  ])('%s', (_, path, address, expected) => {
    expect(cpu(path, address)).toBe(expected);
  });
  test.each([
    ['/soc/i2c', 0x10n, 0x1_0000_0010n],
    ['/soc/i2c', 0x8000_0000n, undefined],
    // Without dma-ranges a bus changes nothing.
    ['/soc/i2c/n@50', 0x50n, 0x1_0000_0050n],
    ['/pcie@0', 0x50n, 0x50n],
  ])('for DMA: %s 0x%x', (path, address, expected) => {
    expect(dmaToCpu(nodeAt(index, path), { address, size: 1n })).toBe(expected);
  });
});

describe('lists of phandles', () => {
  const index = indexOfText(`/ {
    interrupt-parent = <&gic>;
    gic: gic { phandle = <1>; #interrupt-cells = <3>; };
    gpio: gpio { phandle = <2>; #interrupt-cells = <2>; #gpio-cells = <2>; hog { gpio-hog; gpios = <1 0>; }; nested { }; };
    clk: clk { phandle = <3>; #clock-cells = <1>; };
    odd { phandle = <4>; };
    n { interrupts-extended = <1 0 5 4>, <2 7 8>; clocks = <3 9>, <0>, <3 10>; memory-region = <4>, <3>;
        reset-gpios = <2 1 1>; vcc-supply = <4>; other = <1>; resets = <4 1>; dmas = <99>; phys = <>; };
    cut { clocks = <3 1>, <3>; };
    looped { phandle = <5>; interrupt-parent = <6>; };
    looped2 { phandle = <6>; interrupt-parent = <5>; };
  };`);
  const list = (property: string, path = '/n') => {
    const found = phandleListOf(nodeAt(index, path), property, index);
    return (
      found && {
        entries: found.entries.map(({ at, target, phandle, arguments: rest }) => [
          at,
          target?.path ?? phandle,
          ...rest,
        ]),
        leftOver: found.leftOver,
      }
    );
  };
  test.each<[string, object | undefined]>([
    [
      'interrupts-extended',
      {
        entries: [
          [0, '/gic', 0, 5, 4],
          [4, '/gpio', 7, 8],
        ],
        leftOver: 0,
      },
    ],
    [
      'clocks',
      {
        entries: [
          [0, '/clk', 9],
          [2, 0],
          [3, '/clk', 10],
        ],
        leftOver: 0,
      },
    ],
    [
      'memory-region',
      {
        entries: [
          [0, '/odd'],
          [1, '/clk'],
        ],
        leftOver: 0,
      },
    ],
    ['reset-gpios', { entries: [[0, '/gpio', 1, 1]], leftOver: 0 }],
    ['vcc-supply', { entries: [[0, '/odd']], leftOver: 0 }],
    ['other', undefined],
    ['resets', { entries: [], leftOver: 2 }],
    ['dmas', { entries: [], leftOver: 1 }],
    ['phys', { entries: [], leftOver: 0 }],
    ['gpios', undefined],
  ])('%s', (property, expected) => {
    expect(list(property)).toEqual(expected);
  });
  test('one that is cut off, and the lines of a hog', () => {
    expect(list('clocks', '/cut')).toEqual({ entries: [[0, '/clk', 1]], leftOver: 1 });
    expect(list('gpios', '/gpio/hog')).toBeUndefined();
  });
  test('the controller of interrupts', () => {
    const controller = (path: string) => interruptParentOf(nodeAt(index, path), index)?.path;
    expect(['/n', '/gpio', '/gpio/nested', '/gic', '/looped'].map(controller)).toEqual([
      '/gic',
      '/gic',
      '/gpio',
      '/gic',
      undefined,
    ]);
  });
});
