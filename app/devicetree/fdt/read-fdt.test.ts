import { describe, expect, test } from 'vitest';
import { plainTree } from '../testing/plain-tree.ts';
import type { TreeNode } from '../tree.ts';
import { readFdt } from './read-fdt.ts';
import { writeFdt } from './write-fdt.ts';

/** Words of hex digits as bytes. */
const bytesOf = (...words: string[]): Uint8Array =>
  new Uint8Array(Buffer.from(words.join(' ').replaceAll(/\s+/g, ''), 'hex'));

const begin = '00000001';
const end = '00000002';
const done = '00000009';
const root = `${begin} 00000000`;
/** A property `ab` of one cell. */
const cell = '00000003 00000004 00000000 00000007';

/** A tree of that structure, from byte 0x38 on, with the strings `ab` at 0, `b` at 1, `ab` twice. */
function fdt(
  structure: string,
  { version = '00000011', last = '00000010', strings = '6162006162 00' } = {},
): Uint8Array {
  const words = bytesOf(structure);
  const names = bytesOf(strings);
  const number = (value: number) => value.toString(16).padStart(8, '0');
  const header = [
    'd00dfeed',
    number(56 + words.length + names.length),
    number(56),
    number(56 + words.length),
    number(40),
  ];
  header.push(version, last, '00000002', number(names.length), number(words.length));
  return bytesOf(...header, '00000000'.repeat(4), structure, strings);
}

const messages = (bytes: Uint8Array): string[] => readFdt(bytes).findings.map(({ message }) => message);
const read = (bytes: Uint8Array) => {
  const { tree, findings } = readFdt(bytes);
  return { root: tree && plainTree(tree).root, findings: findings.map(({ message }) => message) };
};

test('a tree by hand, with tokens that say nothing between', () => {
  const nop = '00000004';
  const { tree, findings } = readFdt(
    fdt(
      `${nop} ${root} ${nop} ${cell} ${nop} ${begin} 6e403100 00000003 00000005 00000001 0102030405000000 ${end} ${nop} ${end} ${nop} ${done}`,
    ),
  );
  expect(findings).toEqual([]);
  expect(tree && plainTree(tree)).toEqual({
    reservations: [],
    bootCpu: 2,
    root: {
      name: '',
      properties: [['ab', '00000007']],
      children: [{ name: 'n@1', properties: [['b', '0102030405']], children: [] }],
    },
  });
});

test('a tree inside of other bytes, and with bytes behind it', () => {
  const bytes = fdt(`${root} ${cell} ${end} ${done}`);
  const around = new Uint8Array(bytes.length + 12);
  around.set(bytes, 5);
  expect(read(around.subarray(5))).toEqual(read(bytes));
  expect(read(bytes).root?.properties).toEqual([['ab', '00000007']]);
});

describe('versions', () => {
  test('16 has no size of its structure', () => {
    const bytes = fdt(`${root} ${cell} ${end} ${done}`, { version: '00000010' });
    bytes.fill(0xff, 36, 40);
    expect(read(bytes)).toEqual({ root: { name: '', properties: [['ab', '00000007']], children: [] }, findings: [] });
  });
  test('a newer one that lets readers of 17 go on', () => {
    expect(read(fdt(`${root} ${end} ${done}`, { version: '00000012', last: '00000011' })).findings).toEqual([]);
  });
  test.each([
    [
      '00000012',
      '00000012',
      'The tree is of version 18 and asks for a reader of version 18; version 17 is the newest known.',
    ],
    ['00000003', '00000001', 'The tree is of version 3; versions 16 and 17 can be read.'],
    ['00000001', '00000001', 'The tree is of version 1; versions 16 and 17 can be read.'],
  ])('%s for readers of %s', (version, last, message) => {
    const { tree, findings } = readFdt(fdt(`${root} ${end} ${done}`, { version, last }));
    expect(tree).toBeUndefined();
    expect(findings).toMatchObject([{ id: 'device-tree.header', severity: 'error', message }]);
  });
});

test.each<[string, Uint8Array, string, RegExp]>([
  ['nothing', new Uint8Array(), 'it is empty', /meant/],
  ['a source', Buffer.from('/dts-v1/;\n/ { };\n'), 'begins with 2f 64 74 73', /source/],
  ['gzip', bytesOf('1f8b0800'), 'begins with 1f 8b 08 00', /gzip/],
  ['swapped words', bytesOf('edfe0dd0'), 'begins with ed fe 0d d0', /little-endian/],
  ['an image of overlays', bytesOf('d7b7ab1e'), 'begins with d7 b7 ab 1e', /container/],
])('what is no flattened tree: %s', (_, bytes, message, hint) => {
  expect(readFdt(bytes)).toMatchObject({
    tree: undefined,
    findings: [
      { id: 'device-tree.header', message: expect.stringContaining(message), hint: expect.stringMatching(hint) },
    ],
  });
});

describe('what is broken is said with its byte, and the rest is kept', () => {
  const kept = { name: '', properties: [['ab', '00000007']], children: [] };
  test.each<[string, string, string, object | undefined]>([
    ['a token that there is not', `${root} ${cell} 0000000a`, 'There is no token 0xa, found at byte 0x50.', kept],
    ['a node that does not end', `${root} ${cell} ${done}`, 'The structure ends at byte 0x50, inside a node.', kept],
    [
      'no end',
      `${root} ${cell} ${end}`,
      'The structure block ends at byte 0x54, inside the tree, before the token that ends it.',
      kept,
    ],
    ['the end inside a node', `${root} ${cell}`, 'The structure block ends at byte 0x50, inside a node.', kept],
    [
      'a name without end',
      `${root} ${cell} ${begin} 61616161`,
      'The structure block ends at byte 0x58, inside a node’s name.',
      kept,
    ],
    [
      'a property without its name',
      `${root} ${cell} 00000003`,
      'The structure block ends at byte 0x54, inside a property.',
      kept,
    ],
    [
      'a value that goes on behind the end',
      `${root} ${cell} 00000003 00000009 00000001 00000000 ${done}`,
      'The value of the property at byte 0x50, 9 bytes, does not end before the structure block does at byte 0x64.',
      kept,
    ],
    [
      'a value of 4 GiB',
      `${root} ${cell} 00000003 ffffffff 00000001 00000000 ${done}`,
      'The value of the property at byte 0x50, 4294967295 bytes, does not end before the structure block does at byte 0x64.',
      kept,
    ],
    [
      'a name behind the strings',
      `${root} 00000003 00000000 00000006 ${cell} ${end} ${done}`,
      'The property at byte 0x40 has its name at 6 of the strings block, which has 6 bytes.',
      kept,
    ],
    ['a second root', `${root} ${cell} ${end} ${root} ${end} ${done}`, 'A second root node begins at byte 0x54.', kept],
    ['a second end', `${root} ${cell} ${end} ${end} ${done}`, 'A node ends at byte 0x54 and none has begun.', kept],
    ['a property outside', `${cell} ${root} ${end} ${done}`, 'The property at byte 0x38 is in no node.', undefined],
    ['no node', done, 'The structure ends at byte 0x38 before a node.', undefined],
    [
      'a root with a name',
      `${begin} 61000000 ${cell} ${end} ${done}`,
      'The root node at byte 0x38 is called "a".',
      kept,
    ],
    [
      'a property twice',
      `${root} ${cell} 00000003 00000004 00000003 00000008 ${end} ${done}`,
      'The property ab at byte 0x50 is there twice.',
      kept,
    ],
    [
      'a node without a name',
      `${root} ${cell} ${begin} 00000000 ${begin} 61000000 ${end} ${end} ${end} ${done}`,
      'The node at byte 0x50 has no name.',
      kept,
    ],
    [
      'two siblings of one name',
      `${root} ${begin} 61000000 ${end} ${begin} 61000000 ${cell} ${end} ${end} ${done}`,
      'The node at byte 0x4c has the name of another of the same parent.',
      { name: '', properties: [], children: [{ name: 'a', properties: [], children: [] }] },
    ],
    [
      'a property behind a node',
      `${root} ${begin} 61000000 ${end} ${cell} ${end} ${done}`,
      'The property ab at byte 0x4c comes after a node inside its node.',
      { name: '', properties: [], children: [{ name: 'a', properties: [], children: [] }] },
    ],
  ])('%s', (_, structure, message, expected) => {
    expect(read(fdt(structure))).toEqual({ root: expected, findings: [message] });
  });

  test('the place is named by its path and property', () => {
    const bytes = fdt(
      `${root} ${begin} 61000000 ${begin} 62000000 ${cell} 00000003 00000004 00000000 00000007 ${end} ${end} ${end} ${done}`,
    );
    expect(readFdt(bytes).findings).toMatchObject([{ id: 'device-tree.structure', path: '/a/b', property: 'ab' }]);
  });

  test('two of many siblings', () => {
    const node = (name: number) => `${begin} ${(0x61000000 + name * 0x10000).toString(16)} ${end}`;
    const nodes = Array.from({ length: 20 }, (_, index) => node(index)).join(' ');
    const { root: found, findings } = read(fdt(`${root} ${nodes} ${node(19)} ${node(20)} ${end} ${done}`));
    expect(findings).toEqual([expect.stringContaining('name of another')]);
    expect(found?.children.length).toBe(21);
  });

  test('blocks outside of the tree, and reservations without an end', () => {
    const bytes = fdt(`${root} ${cell} ${end} ${done}`);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const having = (field: number, value: number): string[] => {
      const before = view.getUint32(field);
      view.setUint32(field, value);
      const found = messages(bytes);
      view.setUint32(field, before);
      return found;
    };
    const size = bytes.length;
    expect(having(4, size + 1)).toEqual([
      `The tree is cut off: its header says ${size + 1} bytes, and the file has ${size}.`,
    ]);
    expect(having(8, 0x1000)[0]).toBe(
      `The header says that the structure block begins at byte 0x1000, and the tree ends at byte 0x${size.toString(16)}.`,
    );
    expect(having(36, 0x1000)[0]).toContain('The structure block, 4096 bytes from byte 0x38, does not end');
    expect(having(32, 0xffffffff)[0]).toContain('The strings block, 4294967295 bytes');
    // What lies behind the end that the header says is no part of the tree, though the file goes on.
    expect(having(4, 0x50).at(-1)).toBe('The structure block ends at byte 0x50, inside a node.');
    expect(having(8, 0x3a)[0]).toBe('The structure block begins at byte 0x3a, which is no multiple of 4.');
    expect(having(16, size - 8)[0]).toMatch(/^The memory reservation block begins at byte 0x.*multiple of 8/);
    expect(having(16, 0x38).at(-1)).toMatch(/^The memory reservations from byte 0x38 on have no end/);
  });

  test('no more than a hundred of them', () => {
    const bytes = fdt(`${root} ${'00000003 00000000 00000006 '.repeat(5000)} ${end} ${done}`);
    expect(readFdt(bytes).findings.length).toBe(100);
  });
});

describe('large trees', () => {
  const chain = (depth: number): TreeNode => {
    let node: TreeNode = { name: 'n', properties: new Map(), children: [] };
    for (let level = 0; level < depth; level += 1) node = { name: 'n', properties: new Map(), children: [node] };
    return { ...node, name: '' };
  };
  const depthOf = (node: TreeNode | undefined): number => {
    let depth = 0;
    for (let each = node?.children[0]; each !== undefined; each = each.children[0]) depth += 1;
    return depth;
  };
  test.each([1000, 200_000])('%i levels', (depth) => {
    const { tree, findings } = readFdt(writeFdt({ reservations: [], bootCpu: 0, root: chain(depth) }));
    expect(findings).toEqual([]);
    expect(depthOf(tree?.root)).toBe(depth);
  });
  test('100,000 siblings', () => {
    const children = Array.from({ length: 100_000 }, (_, index) => ({
      name: `n@${index}`,
      properties: new Map(),
      children: [],
    }));
    const { tree, findings } = readFdt(
      writeFdt({ reservations: [], bootCpu: 0, root: { name: '', properties: new Map(), children } }),
    );
    expect(findings).toEqual([]);
    expect(tree?.root.children.length).toBe(100_000);
  });
});
