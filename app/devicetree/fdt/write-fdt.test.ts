import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyTree } from '../testing/any-tree.ts';
import { compiledByDtc, rewrittenByDtc } from '../testing/dtc.ts';
import { plainTree } from '../testing/plain-tree.ts';
import { sampleTrees } from '../testing/sample-trees.ts';
import type { DeviceTree, TreeNode } from '../tree.ts';
import { readFdt } from './read-fdt.ts';
import { writeFdt } from './write-fdt.ts';

const leaf = (name: string, ...properties: [string, Uint8Array][]): TreeNode => ({
  name,
  properties: new Map(properties),
  children: [],
});
const treeOf = (root: TreeNode): DeviceTree => ({ reservations: [], bootCpu: 0, root });
const hex = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('hex')
    .replaceAll(/(.{8})(?=.)/g, '$1 ');

test('a tree is laid out as the specification says, word by word', () => {
  const tree: DeviceTree = {
    reservations: [{ address: 0x1_0000_0002n, size: 0x3n }],
    bootCpu: 5,
    root: {
      name: '',
      properties: new Map([['ab', new Uint8Array([1, 2, 3, 4, 5])]]),
      children: [leaf('n@1', ['b', new Uint8Array()])],
    },
  };
  expect(hex(writeFdt(tree))).toBe(
    [
      'd00dfeed 00000087 00000048 00000084 00000028 00000011 00000010 00000005 00000003 0000003c',
      '00000001 00000002 00000000 00000003 00000000 00000000 00000000 00000000',
      '00000001 00000000 00000003 00000005 00000000 01020304 05000000',
      '00000001 6e403100 00000003 00000000 00000001 00000002 00000002 00000009',
      '616200',
    ].join(' '),
  );
});

describe('byte by byte what dtc writes', () => {
  test.each(Object.entries(sampleTrees))('%s', (_, { text, options = [] }) => {
    const bytes = compiledByDtc(text, ...options);
    const { tree, findings } = readFdt(bytes);
    expect(findings).toEqual([]);
    expect(tree && hex(writeFdt(tree))).toBe(hex(bytes));
  });
});

test('any tree is read back as it was written', () => {
  fc.assert(
    fc.property(anyTree, (tree) => {
      const { tree: back, findings } = readFdt(writeFdt(tree));
      expect(findings).toEqual([]);
      expect(back && plainTree(back)).toEqual(plainTree(tree));
    }),
  );
});

test('dtc reads any tree that was written, and writes it the same', () => {
  fc.assert(
    fc.property(anyTree, (tree) => {
      const bytes = writeFdt(tree);
      expect(hex(rewrittenByDtc(bytes))).toBe(hex(bytes));
    }),
    { numRuns: 25 },
  );
});

test('names of any bytes are written back; others are written in UTF-8, and up to a zero', () => {
  const all = String.fromCharCode(...Array.from({ length: 255 }, (_, index) => index + 1));
  const { tree } = readFdt(writeFdt(treeOf({ ...leaf(''), children: [leaf(all, [all, new Uint8Array([1])])] })));
  expect(tree?.root.children[0]?.name === all).toBe(true);
  expect(tree?.root.children[0]?.properties.has(all)).toBe(true);

  const other = readFdt(writeFdt(treeOf({ ...leaf(''), children: [leaf('größe→'), leaf('cut\0off')] })));
  const utf8 = Buffer.from('größe→').toString('latin1');
  expect(other).toMatchObject({ findings: [], tree: { root: { children: [{ name: utf8 }, { name: 'cut' }] } } });
});

test('a name of 100,000 characters, and 1,000 long ones', () => {
  const long = 'n'.repeat(100_000);
  const names = Array.from({ length: 1000 }, (_, index) => `${index}${'x'.repeat(1000)}`);
  const tree = treeOf(
    leaf('', [long, new Uint8Array()], ...names.map((name): [string, Uint8Array] => [name, new Uint8Array()])),
  );
  expect([...(readFdt(writeFdt(tree)).tree?.root.properties.keys() ?? [])]).toEqual([long, ...names]);
});
