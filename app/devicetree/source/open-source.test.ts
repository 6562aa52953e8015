/** A text that is edited again and again, with a reading of the whole text as the judge of each. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lintTree } from '../lint/lint-tree.ts';
import { applyTextEdits } from '../mend.ts';
import { printTree } from '../print/print-tree.ts';
import { PrintedNodes } from '../print/printed-nodes.ts';
import type { ReadBytes, ReadInclude, SourceTree } from '../source-tree.ts';
import { plainTree } from '../testing/plain-tree.ts';
import type { TreeNode } from '../tree.ts';
import { indexTree } from '../tree-index.ts';
import { OpenSource } from './open-source.ts';
import { readSource } from './read-source.ts';
import { type AnyEdit, anyEdit, backOf, editOf } from './testing/any-edit.ts';
import { anyOverlay, anySource } from './testing/any-source.ts';
import { badSources, goodOverlays, goodSources } from './testing/sample-sources.ts';

/** All that a reading says, worked out. */
function plain({ tree, plugin, labels, references, nodes, properties, findings, files }: SourceTree) {
  return {
    tree: plainTree(tree),
    plugin,
    labels: [...labels],
    references,
    nodes: nodes.map(({ path, labels: names, name, whole, body }) => ({ path, names, name, whole, body })),
    properties: properties.map(({ path, property, name, value, whole, cells }) => ({
      path,
      property,
      name,
      value,
      whole,
      cells,
    })),
    findings,
    files: [...files],
  };
}

interface Texts {
  readonly board: string;
  /** What `b.dtsi` holds, which the texts of edits include. */
  readonly included: string;
}

/** Edits one after the other, each compared with a reading of the whole; what became of the first is still as it was at the end. */
function follows({ board, included }: Texts, edits: readonly (AnyEdit & { inside: boolean })[], symbols: boolean) {
  const texts = new Map([
    ['a.dts', board],
    ['b.dtsi', included],
  ]);
  const include: ReadInclude = (name) => {
    const text = texts.get(name);
    return text === undefined ? undefined : { file: name, text };
  };
  let version = 0;
  // Another one each time.
  const readBytes: ReadBytes = (name) => (name === 'bytes' ? Uint8Array.of(version) : undefined);
  const whole = () => readSource('a.dts', texts.get('a.dts') ?? '', include, { symbols, readBytes });
  const given: ReadInclude = (name) => (name === 'b.dtsi' ? { file: name, text: included } : undefined);
  const open = new OpenSource('a.dts', board, given, { symbols, readBytes });
  const printed = new PrintedNodes();
  const first = { source: open.source, plain: plain(whole()) };
  const compare = (source: SourceTree) => {
    const wanted = whole();
    expect(plain(source)).toEqual(plain(wanted));
    const index = indexTree(source.tree);
    expect(lintTree({ tree: source.tree, index, source })).toEqual(lintTree({ tree: wanted.tree, source: wanted }));
    expect(printTree(source.tree, { index, printed })).toBe(printTree(wanted.tree));
  };
  compare(open.source);
  for (const each of edits) {
    const file = each.inside && open.source.files.has('b.dtsi') ? 'b.dtsi' : 'a.dts';
    const before = texts.get(file) ?? '';
    const edit = editOf(file, before, each);
    const back = backOf(before, edit);
    texts.set(file, applyTextEdits(before, [edit]));
    version += 1;
    compare(open.edit([edit]));
    if (!each.isTakenBack) continue;
    texts.set(file, before);
    compare(open.edit([back]));
  }
  expect(plain(first.source)).toEqual(first.plain);
}

const samples = [
  ...Object.values(goodSources),
  ...Object.values(goodOverlays),
  ...Object.values(badSources).map(([text]) => text),
];

const board = `/dts-v1/;
#include "b.dtsi"
#define STATUS(x) status = x
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	L0: l0 { reg = <N 1>; STATUS("okay"); };
	soc { L1: l1@1000 { reg = <0x1000 0x100>; L2: l2 { k = <&L0>, &L3; }; }; L3: l3 { }; };
};
&L1 { STATUS("disabled"); L4: l4 { }; };
#ifdef WITH
&L2 { x; };
#else
/delete-node/ &L4;
#endif
`;
const included = `#ifndef B
#define B
#define N 0x10
#endif
/ { L5: l5 { clocks = <&L0 1>; interrupt-parent = <&L0>; interrupts = <1 2>; }; };
`;

const texts: fc.Arbitrary<Texts> = fc.oneof(
  { weight: 3, arbitrary: anySource.map((text) => ({ board: text, included })) },
  { weight: 1, arbitrary: anyOverlay.map((text) => ({ board: text, included })) },
  { weight: 2, arbitrary: fc.constantFrom(...samples).map((text) => ({ board: text, included })) },
  { weight: 2, arbitrary: fc.constant({ board, included }) },
);

const edits = fc.array(
  fc.tuple(anyEdit, fc.boolean()).map(([edit, inside]) => ({ ...edit, inside })),
  {
    minLength: 1,
    maxLength: 8,
  },
);

/** `EDITED_SOURCES=20000` for a long run. */
const runs = Number(process.env.EDITED_SOURCES ?? 120);

test('after any edit it says what a reading of the whole text says', () => {
  fc.assert(
    fc.property(texts, edits, fc.boolean(), (from, changes, symbols) => follows(from, changes, symbols)),
    {
      numRuns: runs,
    },
  );
});

/** Edits that once gave another tree than the whole text. */
const found: Readonly<Record<string, readonly [text: string, ...steps: (readonly [take: string, put: string])[]]>> = {
  'a fragment of the text beside one that is made, once its header is whole again': [
    '/dts-v1/; /plugin/; / { fragment@0 { target = <&x>; __overlay__ { }; }; }; &y { };',
    ['/plugin/;', '/plugn/;'],
    ['/plugn/;', '/plugin/;'],
  ],
  'a label in a value that is put on a node which was in order before': [
    '/dts-v1/; / { n: n { a = <1>; }; };',
    ['}; };', '}; };\n&n { a = n: <2>; };'],
  ],
  'a property that is put on a node which was in order before': [
    '/dts-v1/; / { n: n { a = <1>; }; };',
    ['}; };', '}; };\n&n { n: b; };'],
  ],
};

describe('what edits found', () => {
  test.each(Object.entries(found))('%s', (_, [text, ...steps]) => {
    const open = new OpenSource('a.dts', text, () => undefined);
    let now = text;
    for (const [take, put] of steps) {
      const start = now.indexOf(take);
      const edit = { file: 'a.dts', start, end: start + take.length, text: put };
      now = applyTextEdits(now, [edit]);
      expect(plain(open.edit([edit]))).toEqual(plain(readSource('a.dts', now, () => undefined)));
    }
  });
});

const bus = `/dts-v1/;
/ {
	first { a = <1>; };
	bus {
		// Of the first.
		one: one { a = <1>; b { c; }; };
		two { a = <&one>; };
	};
	last { z = "z"; };
};
&one { d; };
`;

/** Paths of all nodes that both trees have as one object. */
function kept(before: TreeNode, after: TreeNode): string[] {
  const found: string[] = [];
  const visit = (old: TreeNode, node: TreeNode, path: string) => {
    if (old === node) found.push(path);
    for (const child of node.children) {
      const same = old.children.find(({ name }) => name === child.name);
      if (same !== undefined) visit(same, child, `${path}/${child.name}`);
    }
  };
  visit(before, after, '');
  return found;
}

const all = ['/first', '/bus', '/bus/one', '/bus/one/b', '/bus/two', '/last'];

/** What is put where, and the nodes that are other ones then. */
const places: Readonly<Record<string, readonly [before: string, put: string, ...others: string[]]>> = {
  'a property at the start': ['a = <1>; };\n\tbus', 'x;', '/first'],
  'a property in the middle': ['a = <&one>', 'x = "x";', '/bus', '/bus/two'],
  'a property of a node with nodes': ['b { c', 'x = "x";', '/bus', '/bus/one'],
  'a property of a node within': ['c;', 'x;', '/bus', '/bus/one', '/bus/one/b'],
  'a new node': ['two {', 'x { };\n\t\t', '/bus'],
  'a property of a later definition': ['d;', 'x;', '/bus', '/bus/one'],
  'lines of a comment': ['Of the first', 'x\n// y\n//', '/bus'],
};

describe('what an edit does not touch stays as it is', () => {
  test.each(Object.entries(places))('%s', (_, [before, put, ...others]) => {
    const open = new OpenSource('a.dts', bus, () => undefined);
    const { tree } = open.source;
    const start = bus.indexOf(before);
    const edited = open.edit([{ file: 'a.dts', start, end: start, text: put }]);
    expect(edited.findings).toEqual([]);
    expect(kept(tree.root, edited.tree.root)).toEqual(all.filter((path) => !others.includes(path)));
  });

  test('nor is it read again after a brace that was missing for a while', () => {
    const open = new OpenSource('a.dts', bus, () => undefined);
    const { tree } = open.source;
    const brace = { file: 'a.dts', start: bus.indexOf('};\n\tlast'), end: bus.indexOf('\n\tlast') };
    expect(open.edit([{ ...brace, text: '' }]).findings).toHaveLength(1);
    const back = open.edit([{ ...brace, end: brace.start, text: '};' }]);
    expect(back.findings).toEqual([]);
    expect(kept(tree.root, back.tree.root)).toEqual(all.filter((path) => path !== '/bus'));
  });
});

describe('files that are included', () => {
  const text = '/dts-v1/;\n#include "b.dtsi"\n/ { a = <N>; };\n';
  const cells = ({ tree }: SourceTree) => tree.root.properties.get('a')?.at(-1);

  test('are edited by their names', () => {
    const open = new OpenSource('a.dts', text, (name) => ({ file: `lib/${name}`, text: '#define N 1\n' }));
    expect(cells(open.source)).toBe(1);
    const edited = open.edit([
      { file: 'lib/b.dtsi', start: 10, end: 11, text: '2' },
      { file: 'a.dts', start: text.indexOf('a ='), end: text.indexOf('a ='), text: 'b; ' },
    ]);
    expect(cells(edited)).toBe(2);
    expect([...edited.tree.root.properties.keys()]).toEqual(['b', 'a']);
    expect(edited.files.get('lib/b.dtsi')).toBe('#define N 2\n');
  });

  test('come and go, and are as they are given once their own text is given up', () => {
    let given: string | undefined;
    const open = new OpenSource('a.dts', text, (name) =>
      given === undefined ? undefined : { file: name, text: given },
    );
    expect(open.source.findings.map(({ id }) => id)).toEqual(['device-tree.include-missing']);
    given = '#define N 3\n';
    expect(cells(open.readAgain())).toBe(3);
    expect(cells(open.setText('b.dtsi', '#define N 4\n'))).toBe(4);
    expect(cells(open.setText('b.dtsi', undefined))).toBe(3);
    expect(open.source.findings).toEqual([]);
  });

  test('an edit of a file that was not read is refused', () => {
    const open = new OpenSource('a.dts', text, () => undefined);
    expect(() => open.edit([{ file: 'b.dtsi', start: 0, end: 0, text: 'x' }])).toThrow('b.dtsi is none of the files');
  });
});

test('texts of before are not kept for a name that was read from them', () => {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const nodes = Array.from({ length: 60 }, (_, at) => `\tnode-${at} { };\n`).join('');
  // Comments are cheap to read, and their letters are kept or not.
  let text = `/dts-v1/;\n/ {\n${nodes}};\n// ${'x'.repeat(2 ** 20)}\n`;
  const open = new OpenSource('a.dts', text, () => undefined);
  const used = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const before = used();
  for (let at = 0; at < 60; at += 1) {
    const start = text.indexOf('{', text.indexOf(`node-${at} `)) + 1;
    const put = ` a_label_of_many_letters_${at}: a-property-of-many-letters = <&a_label_of_many_letters_0>;`;
    const edit = { file: 'a.dts', start, end: start, text: put };
    text = applyTextEdits(text, [edit]);
    open.edit([edit]);
  }
  expect((used() - before) / 2 ** 20).toBeLessThan(20);
});
