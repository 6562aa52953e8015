import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellsOf, firstReg, numberAt, stringsOf, type TreeNode, toCpuAddress } from './device-tree.ts';
import { reservedMemoryOf } from './reserved-memory.ts';
import { uiomemNodesOf } from './uiomem-nodes.ts';

const cells = (...values: number[]): Uint8Array => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => {
    bytes.writeUInt32BE(value, index * 4);
  });
  return bytes;
};
const text = (...values: string[]): Uint8Array => Buffer.from(values.map((value) => `${value}\0`).join(''));
const none = new Uint8Array(0);

function node(path: string, properties: Record<string, Uint8Array>, children: readonly TreeNode[] = []): TreeNode {
  return {
    path,
    name: path.slice(path.lastIndexOf('/') + 1),
    properties: new Map(Object.entries(properties)),
    children,
  };
}
const two = { '#address-cells': cells(2), '#size-cells': cells(2) };

test('numbers of any count of cells are big-endian', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value) => {
      const pair = [Number(value >> 32n), Number(value & 0xffffffffn)];
      expect(numberAt(cellsOf(cells(...pair)), 0, 2)).toBe(value);
    }),
  );
  expect(numberAt([1], 0, 2)).toBeUndefined();
  expect(numberAt([], 0, 0)).toBe(0n);
});

test('string lists', () => {
  expect(stringsOf(text('ikwzm,uiomem', 'x'))).toEqual(['ikwzm,uiomem', 'x']);
  expect(stringsOf(none)).toEqual([]);
  expect(stringsOf(undefined)).toEqual([]);
});

test('a node that does not say has 2 address and 1 size cells for its children', () => {
  const parent = node('/', {});
  const child = node('/a', { reg: cells(4, 0, 0x1000) });
  expect(firstReg(child, parent)).toEqual({ address: 0x400000000n, size: 0x1000n });
  expect(firstReg(node('/b', { reg: cells(4, 0) }), parent)).toBeUndefined();
  expect(firstReg(node('/c', {}), parent)).toBeUndefined();
});

describe('addresses behind buses', () => {
  const root = node('/', two);
  const bus = (ranges?: Uint8Array) =>
    node('/bus', {
      '#address-cells': cells(1),
      '#size-cells': cells(1),
      ...(ranges === undefined ? {} : { ranges }),
    });
  const at = (address: bigint, size: bigint, ranges?: Uint8Array) =>
    toCpuAddress({ address, size }, [root, bus(ranges)]);
  const windows = cells(0, 0x4, 0, 0x10000, 0x80000000, 0, 0x40000000, 0x1000);

  test('are the root’s own with empty ranges, and below the root', () => {
    expect(at(0x1234n, 4n, none)).toBe(0x1234n);
    expect(toCpuAddress({ address: 5n, size: 1n }, [root])).toBe(5n);
  });
  test('move by the window that holds them', () => {
    expect(at(0x100n, 0x100n, windows)).toBe(0x400000100n);
    expect(at(0x80000f00n, 0x100n, windows)).toBe(0x40000f00n);
  });
  test('are unknown without ranges, outside every window and across one’s end', () => {
    expect(at(0n, 4n)).toBeUndefined();
    expect(at(0x20000n, 4n, windows)).toBeUndefined();
    expect(at(0x80000f00n, 0x200n, windows)).toBeUndefined();
  });
});

test('reserved memory: static, dynamic, disabled', () => {
  const tree = node('/', two, [
    node('/reserved-memory', { ...two, ranges: none }, [
      node('/reserved-memory/pl@70000000', { reg: cells(0, 0x70000000, 0, 0x40000), 'no-map': none }),
      node('/reserved-memory/cma', { size: cells(0, 0x4000000), reusable: none, compatible: text('shared-dma-pool') }),
      node('/reserved-memory/off@1', { reg: cells(0, 1, 0, 2), status: text('disabled') }),
    ]),
  ]);
  expect(reservedMemoryOf(tree)).toEqual([
    {
      path: '/reserved-memory/pl@70000000',
      name: 'pl@70000000',
      address: 0x70000000n,
      size: 0x40000n,
      noMap: true,
      reusable: false,
      compatible: [],
    },
    { path: '/reserved-memory/cma', name: 'cma', noMap: false, reusable: true, compatible: ['shared-dma-pool'] },
    {
      path: '/reserved-memory/off@1',
      name: 'off@1',
      address: 1n,
      size: 2n,
      noMap: false,
      reusable: false,
      compatible: [],
      status: 'disabled',
    },
  ]);
  expect(reservedMemoryOf(undefined)).toEqual([]);
});

test('nodes of the driver: by reg behind a bus, by memory-region, bound or not', () => {
  const compatible = text('ikwzm,uiomem');
  const tree = node('/', two, [
    node('/reserved-memory', { ...two, ranges: none }, [
      node('/reserved-memory/pl@70000000', { reg: cells(0, 0x70000000, 0, 0x40000), phandle: cells(7) }),
    ]),
    node('/amba', { '#address-cells': cells(1), '#size-cells': cells(1), ranges: cells(0, 4, 0, 0x100000) }, [
      node('/amba/uiomem@1000', { compatible, reg: cells(0x1000, 0x2000), 'sync-mode': cells(2) }),
    ]),
    node('/uiomem', { compatible, 'memory-region': cells(7), status: text('okay') }),
  ]);
  expect(uiomemNodesOf(tree, new Set(['/uiomem']))).toEqual([
    {
      path: '/amba/uiomem@1000',
      name: 'uiomem@1000',
      reg: { address: 0x400001000n, size: 0x2000n },
      properties: { compatible: '696b777a6d2c75696f6d656d00', reg: '0000100000002000', 'sync-mode': '00000002' },
      bound: false,
    },
    {
      path: '/uiomem',
      name: 'uiomem',
      memoryRegion: '/reserved-memory/pl@70000000',
      properties: { compatible: '696b777a6d2c75696f6d656d00', 'memory-region': '00000007', status: '6f6b617900' },
      status: 'okay',
      bound: true,
    },
  ]);
});
