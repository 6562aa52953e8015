/** A source that is open over edits: what of it stays, the files that it includes, and what it keeps of texts of before. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { applyTextEdits } from '../mend.ts';
import type { SourceTree } from '../source-tree.ts';
import type { TreeNode } from '../tree.ts';
import { OpenSource } from './open-source.ts';

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

const all = ['', '/first', '/bus', '/bus/one', '/bus/one/b', '/bus/two', '/last'];

/** What is put where, and the nodes that are other ones then. */
const places: Readonly<Record<string, readonly [before: string, put: string, ...others: string[]]>> = {
  'a property at the start': ['a = <1>; };\n\tbus', 'x;', '', '/first'],
  'a property in the middle': ['a = <&one>', 'x = "x";', '', '/bus', '/bus/two'],
  'a property of a node with nodes': ['b { c', 'x = "x";', '', '/bus', '/bus/one'],
  'a property of a node within': ['c;', 'x;', '', '/bus', '/bus/one', '/bus/one/b'],
  'a new node': ['two {', 'x { };\n\t\t', '', '/bus'],
  'a property of a later definition': ['d;', 'x;', '', '/bus', '/bus/one'],
  'lines of a comment': ['Of the first', 'x\n// y\n//'],
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
    expect(kept(tree.root, back.tree.root)).toEqual(all.filter((path) => !['', '/bus'].includes(path)));
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
    const ours = { file: 'a.dts', start: 0, end: 0, text: '#define N 5\n' };
    expect(() => open.edit([ours, { ...ours, file: 'b.dtsi' }])).toThrow('b.dtsi is none of the files');
    expect(open.readAgain().files.get('a.dts')).toBe(text);
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
