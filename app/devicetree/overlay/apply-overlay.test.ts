import { describe, expect, test } from 'vitest';
import { cellBytes, cellsOf, textBytes, textOf } from '../property.ts';
import { baseOf, built, overlayOf, sortedTree } from '../testing/built.ts';
import type { DeviceTree, TreeNode } from '../tree.ts';
import { indexTree } from '../tree-index.ts';
import { applyOverlay } from './apply-overlay.ts';

/** Phandles: clk 1, uart0 2, soc 3 (dtc counts referred nodes first, then labelled ones; the highest is 3). */
const board = `/ {
	#address-cells = <1>; #size-cells = <1>;
	aliases { serial0 = &uart0; };
	clk: clock { #clock-cells = <0>; };
	soc: soc@0 {
		#address-cells = <1>; #size-cells = <1>; ranges;
		uart0: serial@9000000 { reg = <0x9000000 0x1000>; clocks = <&clk>; status = "disabled"; };
		timer@a000000 { reg = <0xa000000 0x1000>; };
	};
};`;
const base = baseOf(board);
const highest = Math.max(...indexTree(base).byPhandle.keys());

function merged(body: string, ...options: string[]) {
  const { tree, findings } = applyOverlay(base, overlayOf(body, ...options));
  if (tree === undefined) throw new Error(findings.map(({ message }) => message).join('\n'));
  const { byPath, byPhandle, symbols } = indexTree(tree);
  const value = (path: string, property: string) => byPath.get(path)?.node.properties.get(property);
  return { tree, findings, byPath, byPhandle, symbols, value };
}

describe('a merge', () => {
  test('properties are set and added, nodes merged and added, and all else is the base itself', () => {
    const { tree, value, findings, byPath } = merged('&uart0 { status = "okay"; speed = <5>; child { a; }; };');
    expect(findings).toEqual([]);
    expect(textOf(value('/soc@0/serial@9000000', 'status'))).toBe('okay');
    expect(cellsOf(value('/soc@0/serial@9000000', 'speed'))).toEqual([5]);
    expect([...(byPath.get('/soc@0/serial@9000000')?.node.properties.keys() ?? [])].slice(-3)).toEqual([
      'status',
      'phandle',
      'speed',
    ]);
    const changed = sortedTree(tree);
    const before = sortedTree(base);
    expect(Object.keys(changed).filter((key) => changed[key] !== before[key])).toEqual([
      '/soc@0/serial@9000000/:speed',
      '/soc@0/serial@9000000/:status',
      '/soc@0/serial@9000000/child/',
      '/soc@0/serial@9000000/child/:a',
    ]);
    expect(Object.keys(before).filter((key) => !(key in changed))).toEqual([]);
    expect(tree.root.children[1]).toBe(base.root.children[1]);
  });

  test('phandles of the overlay follow the highest of the tree, and references go along', () => {
    const { value, byPhandle, symbols, findings } = merged('&soc { own: own@1 { }; user { to = <7 &own &clk>; }; };');
    expect(findings).toEqual([]);
    const [, own, clk] = cellsOf(value('/soc@0/user', 'to'));
    expect(cellsOf(value('/soc@0/own@1', 'phandle'))).toEqual([own]);
    expect(own).toBe(highest + 1 + 1);
    expect(byPhandle.get(clk ?? 0)?.path).toBe('/clock');
    expect(symbols.get('own')).toBe('/soc@0/own@1');
    expect(symbols.get('clk')).toBe('/clock');
  });

  test('says what came from which fragment', () => {
    const { nodes, properties } = applyOverlay(
      base,
      overlayOf('&uart0 { status = "okay"; }; &{/} { new { a; in { }; }; };'),
    );
    expect(Object.fromEntries(nodes)).toEqual({
      '/new': { fragment: '/fragment@1', node: '/fragment@1/__overlay__/new' },
      '/new/in': { fragment: '/fragment@1', node: '/fragment@1/__overlay__/new/in' },
    });
    expect([...properties].map(([path, own]) => [path, Object.fromEntries(own)])).toEqual([
      ['/soc@0/serial@9000000', { status: { fragment: '/fragment@0', node: '/fragment@0/__overlay__' } }],
      ['/new', { a: { fragment: '/fragment@1', node: '/fragment@1/__overlay__/new' } }],
    ]);
  });

  test.each([
    ['an alias', '/ { fragment@0 { target-path = "serial0"; __overlay__ { x; }; }; };'],
    ['an alias with options', '/ { fragment@0 { target-path = "serial0:115200"; __overlay__ { x; }; }; };'],
    ['a path', '/ { fragment@0 { target-path = "/soc@0/serial@9000000"; __overlay__ { x; }; }; };'],
    ['a phandle', '/ { fragment@0 { target = <&uart0>; __overlay__ { x; }; }; };'],
  ])('finds its target by %s', (_, body) => {
    expect(merged(body).value('/soc@0/serial@9000000', 'x')).toEqual(new Uint8Array());
  });

  test('names of nodes that are there are found in any case', () => {
    const { byPath } = merged('&soc { Timer@A000000 { x; }; };');
    expect(byPath.get('/soc@0/timer@a000000')?.node.properties.has('x')).toBe(true);
    expect(byPath.has('/soc@0/Timer@A000000')).toBe(false);
  });

  test('the cells of a node may be said again as they are', () => {
    expect(merged('&soc { #address-cells = <1>; x; };').value('/soc@0', 'x')).toEqual(new Uint8Array());
  });

  test('labels of a fragment for the root', () => {
    expect(merged('&{/} { own: own { }; };').symbols.get('own')).toBe('/own');
  });

  test('a node that is there keeps being without a phandle, and what refers to the overlay’s is told', () => {
    const { value, findings } = merged('&soc { t: timer@a000000 { x; }; user { to = <&t>; }; };');
    expect(value('/soc@0/timer@a000000', 'phandle')).toBeUndefined();
    expect(findings).toMatchObject([
      {
        id: 'device-tree.overlay-phandle-lost',
        severity: 'warning',
        property: 'to',
        path: '/fragment@0/__overlay__/user',
      },
    ]);
  });

  test('overlays one after the other', () => {
    const once = merged('&soc { own: own@1 { }; };').tree;
    const { tree } = applyOverlay(once, overlayOf('&own { x; };'));
    expect(tree && indexTree(tree).byPath.get('/soc@0/own@1')?.node.properties.has('x')).toBe(true);
  });
});

/** Ids of errors, what the kernel would log, and its errno. */
function refused(overlay: DeviceTree, onto = base) {
  const { tree, findings, refused: answer } = applyOverlay(onto, overlay);
  expect(tree).toBeUndefined();
  return {
    ids: findings
      .filter(({ severity }) => severity === 'error')
      .map(({ id }) => id.replace('device-tree.overlay-', '')),
    errno: answer?.errno,
    line: answer?.line?.replace('OF: ', ''),
    findings,
  };
}

const plain = built(`/dts-v1/; ${board}`);

describe('is refused', () => {
  test.each<[what: string, body: string, id: string, line: string | undefined, errno?: string]>([
    [
      'an unknown label',
      '&uart9 { };',
      'unknown-label',
      "resolver: node label 'uart9' not found in live devicetree symbols table",
    ],
    [
      'a path that is not there',
      '&{/soc@0/serial} { };',
      'target',
      "overlay: find target, node: /fragment@0, path '/soc@0/serial' not found",
    ],
    [
      'a slash at the end',
      '/ { f { target-path = "/soc@0/"; __overlay__ { }; }; };',
      'target',
      "overlay: find target, node: /f, path '/soc@0/' not found",
    ],
    [
      'a phandle that is not there',
      '/ { f { target = <0x99>; __overlay__ { }; }; };',
      'target',
      'overlay: find target, node: /f, phandle 0x99 not found',
    ],
    [
      'a node of the overlay itself',
      '/ { f { target = <&soc>; __overlay__ { own: own { }; }; }; g { target = <&own>; __overlay__ { x; }; }; };',
      'target',
      `overlay: find target, node: /g, phandle 0x${(highest + 2).toString(16)} not found`,
    ],
    ['no target', '/ { f { __overlay__ { }; }; };', 'no-target', 'overlay: find target, node: /f, no target property'],
    ['no fragment', '/ { f { x; }; };', 'empty', 'overlay: no fragments or symbols in overlay'],
    [
      'other cells',
      '&soc { #address-cells = <2>; };',
      'cells-changed',
      'overlay: ERROR: changing value of #address-cells is not allowed in /soc@0',
    ],
    [
      'other size cells, of a child',
      '&{/} { soc@0 { #size-cells = <2>; }; };',
      'cells-changed',
      'overlay: ERROR: changing value of #size-cells is not allowed in /soc@0',
    ],
    ['a second phandle', '&soc { u: serial@9000000 { }; };', 'phandle-twice', undefined],
    [
      'a node twice',
      '&soc { n { a; }; }; &{/soc@0} { n { b; }; };',
      'node-twice',
      'overlay: ERROR: multiple fragments add and/or delete node /soc@0/n',
    ],
    [
      'a property twice',
      '&soc { a; }; &{/soc@0} { a; };',
      'property-twice',
      'overlay: ERROR: multiple fragments add, update, and/or delete property /soc@0/a',
    ],
    [
      'a property of a child twice',
      '&uart0 { status = "okay"; }; &soc { serial@9000000 { status = "okay"; }; };',
      'property-twice',
      'overlay: ERROR: multiple fragments add, update, and/or delete property /soc@0/serial@9000000/status',
    ],
    ['a label again', '&soc { clk: n { }; };', 'label-twice', undefined],
    [
      'a label on a fragment',
      '/ { l: f { target-path = "/"; __overlay__ { }; }; };',
      'label-outside',
      undefined,
      'ENOMEM',
    ],
  ])('%s', (_, body, id, line, errno = 'EINVAL') => {
    const { findings, ...rest } = refused(overlayOf(body));
    expect(rest).toEqual({ ids: [id], errno, line });
    for (const { message, why, hint } of findings) expect([message, why, hint].join(' ')).not.toMatch(/undefined/);
  });

  test('a label, by a tree without symbols', () => {
    expect(refused(overlayOf('&uart0 { };'), plain)).toMatchObject({
      ids: ['no-symbols'],
      line: 'resolver: no symbols in root of device tree.',
    });
    const byPath = '&{/soc@0} { own: own { }; user { to = <&own>; }; };';
    expect(refused(overlayOf(byPath), plain)).toMatchObject({
      ids: ['symbols-unwelcome'],
      line: 'overlay: symbols in overlay, but not in live tree',
    });
    // Without -@ the label stays inside and does no harm.
    expect(applyOverlay(plain, overlayOf(byPath, '-q')).tree).toBeDefined();
  });

  test('a label whose node is gone', () => {
    const gone = withNode(base, '__symbols__', { lost: textBytes('/lost') });
    expect(refused(overlayOf('&lost { };'), gone)).toMatchObject({ ids: ['label-leads-nowhere'], errno: 'ENOENT' });
  });

  test.each([
    ['no offset', ['/fragment@0:target'], 'EINVAL', 'fixup-entry'],
    ['no property', ['/fragment@0'], 'EINVAL', 'fixup-entry'],
    ['a hex offset', ['/fragment@0:target:0x0'], 'EINVAL', 'fixup-entry'],
    ['more than four parts', ['/fragment@0:target:0:0'], 'EINVAL', 'fixup-entry'],
    ['an offset outside', ['/fragment@0:target:1'], 'EINVAL', 'fixup-outside'],
    ['a negative offset', ['/fragment@0:target:-4'], 'EINVAL', 'fixup-outside'],
    ['an unknown property', ['/fragment@0:tarpit:0'], 'ENOENT', 'fixup-outside'],
  ])('a fixup with %s', (_, entries, errno, id) => {
    const broken = withNode(overlayOf('&uart0 { };'), '__fixups__', { uart0: textBytes(...entries) });
    expect(refused(broken)).toMatchObject({ ids: [id], errno });
  });

  test.each([
    ['no list', new Uint8Array([0, 0]), 'to'],
    ['an offset outside', cellBytes([8]), 'to'],
    ['a property that is not there', cellBytes([0]), 'from'],
  ])('a local fixup with %s', (_, value, property) => {
    const overlay = overlayOf('&{/soc@0} { to = <&own>; own: own { }; };');
    const fragment: TreeNode = {
      name: 'fragment@0',
      properties: new Map(),
      children: [{ name: '__overlay__', properties: new Map([[property, value]]), children: [] }],
    };
    const children = overlay.root.children.map((child) =>
      child.name === '__local_fixups__' ? { ...child, children: [fragment] } : child,
    );
    expect(refused({ ...overlay, root: { ...overlay.root, children } })).toMatchObject({ ids: ['local-fixup'] });
  });
});

test('a fixup for a node that is not there is passed over', () => {
  const overlay = withNode(overlayOf('&uart0 { x; };'), '__fixups__', {
    uart0: textBytes('/gone:target:0', '/fragment@0:target:0'),
  });
  const { tree, findings } = applyOverlay(base, overlay);
  expect(tree).toBeDefined();
  expect(findings).toMatchObject([{ id: 'device-tree.overlay-fixup-lost', severity: 'warning' }]);
});

test('a tree of 100,000 nodes, and one of 1,000 levels', () => {
  const leaf = (name: string, children: readonly TreeNode[] = []): TreeNode => ({
    name,
    properties: new Map(),
    children,
  });
  const wide = leaf(
    '',
    Array.from({ length: 100_000 }, (_, index) => leaf(`n${index}`)),
  );
  const overlay = overlayOf('&{/} { n5 { x; }; new { }; };');
  const onto = (root: TreeNode) => applyOverlay({ reservations: [], bootCpu: 0, root }, overlay);
  expect(onto(wide).tree?.root.children.length).toBe(100_001);
  let deep = leaf('n');
  for (let level = 0; level < 1000; level += 1) deep = leaf('n', [deep]);
  expect(onto(leaf('', [deep])).tree?.root.children.length).toBe(3);
});

/** With other properties in a node of the root. */
function withNode(tree: DeviceTree, name: string, properties: Record<string, Uint8Array>): DeviceTree {
  const children = tree.root.children.map((child) =>
    child.name === name
      ? { ...child, properties: new Map([...child.properties, ...Object.entries(properties)]) }
      : child,
  );
  return { ...tree, root: { ...tree.root, children } };
}
