/** Which nodes of a text are read again after an edit, and that others are not. */
import { describe, expect, test } from 'vitest';
import type { ParsedNode, PlacedNode } from './parsed-node.ts';
import { preprocess } from './preprocess/preprocess.ts';
import { type ReadText, readPreprocessed } from './read-source.ts';
import { TextBefore, textChange } from './text-before.ts';

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

function read(text: string, before?: ReadText, old = ''): ReadText {
  const reused = before && {
    text: new TextBefore(before.definitions, textChange(old, text)),
    added: before.added,
  };
  return readPreprocessed(
    preprocess('a.dts', text, () => undefined),
    {},
    reused,
  );
}

/** As the text calls them. */
function nodesOf(text: string, { definitions }: ReadText): Map<ParsedNode, string> {
  const nodes = new Map<ParsedNode, string>();
  const visit = ({ node, shift }: PlacedNode, above: number) => {
    const { nameStart, nameEnd } = node.head;
    nodes.set(node, text.slice(nameStart + above + shift, nameEnd + above + shift));
    for (const item of node.items) if (item.kind === 'node') visit(item, above + shift);
  };
  for (const each of definitions) visit(each, 0);
  return nodes;
}

/** What takes the place of what, and the nodes that are read again. */
const edits: Readonly<Record<string, readonly [take: string, put: string, ...again: string[]]>> = {
  'a property at the start': ['first {', 'first { x;', '/', 'first'],
  'a property in the middle': ['a = <&one>', 'x = "x"; a = <&one>', '/', 'bus', 'two'],
  'a property of a node with nodes': ['b { c', 'x; b { c', '/', 'bus', 'one'],
  'a property of a node within': ['c;', 'c; x;', '/', 'bus', 'one', 'b'],
  'a new node': ['two {', 'x { };\n\t\ttwo {', '/', 'bus', 'x'],
  'a node that is taken away': ['two { a = <&one>; };', '', '/', 'bus'],
  'a property of a later definition': ['d;', 'd; x;', '&one'],
  'lines of a comment': ['Of the first', 'x\n// y', '/', 'bus'],
  'a brace that is missing': ['};\n\tlast', '\n\tlast', '/', 'bus'],
  'nodes around all others': ['first', 'x { first', '/', 'x'],
  'a comment that begins': ['bus {', '/* bus {', '/'],
  'something that is wrong': ['a = <1>; b', 'a = <1> b', '/', 'bus', 'one'],
  'a new definition': ['&one {', '&one { e; };\n&one {', '&one', '&one'],
};

describe('after an edit no node is read again but those around it', () => {
  test.each(Object.entries(edits))('%s', (_, [take, put, ...again]) => {
    const before = read(bus);
    const text = bus.replace(take, put);
    const after = read(text, before, bus);
    const known = nodesOf(bus, before);
    const readAgain = [...nodesOf(text, after)].filter(([node]) => !known.has(node)).map(([, name]) => name);
    expect(readAgain).toEqual(again);
  });

  test('nor is any of them where the text is the same', () => {
    const before = read(bus);
    expect([...nodesOf(bus, read(bus, before, bus)).keys()]).toEqual([...nodesOf(bus, before).keys()]);
  });
});

describe('two texts differ', () => {
  test.each([
    ['', '', { start: 0, oldEnd: 0, newEnd: 0 }],
    ['abc', 'abc', { start: 3, oldEnd: 3, newEnd: 3 }],
    ['abc', 'axc', { start: 1, oldEnd: 2, newEnd: 2 }],
    ['aaa', 'aaaa', { start: 3, oldEnd: 3, newEnd: 4 }],
    ['abab', 'ab', { start: 2, oldEnd: 4, newEnd: 2 }],
  ])('%j and %j', (old, text, change) => {
    expect(textChange(old, text)).toEqual(change);
  });

  test('in a single letter of many, wherever it is', () => {
    const old = 'x'.repeat(20_000);
    for (const at of [0, 1, 4_095, 4_096, 4_097, 8_192, 15_904, 19_999]) {
      const text = `${old.slice(0, at)}y${old.slice(at + 1)}`;
      expect(textChange(old, text)).toEqual({ start: at, oldEnd: at + 1, newEnd: at + 1 });
    }
  });
});
