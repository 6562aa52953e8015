/** One mistake gives one finding, at its place, and the rest of the text still makes its tree. */
import { describe, expect, test } from 'vitest';
import { plainNode } from '../testing/plain-tree.ts';
import { readSource } from './read-source.ts';

const read = (text: string) => readSource('a.dts', text, () => undefined);

/** A text with a mistake; it is found at what stands between « and », and mended (where there is one answer) as the second says. */
const mistakes: Readonly<Record<string, readonly [broken: string, mended?: string]>> = {
  'no semicolon behind a value': ['a = <1>«»\n\tb = <2>;', 'a = <1>;\n\tb = <2>;'],
  'no semicolon behind a text': ['a = "x"«»\n\tb = <2>;', 'a = "x";\n\tb = <2>;'],
  'no semicolon behind a name': ['a«»\n\tb = <2>;', 'a;\n\tb = <2>;'],
  'no semicolon at the end of a node': ['a = <1>«»', 'a = <1>;'],
  'no semicolon behind a node': ['n { }«»\n\tm { };', 'n { };\n\tm { };'],
  'no semicolon before a comment': ['a = <1>«» /* c */\n\tb;', 'a = <1>; /* c */\n\tb;'],
  'no >': ['a = <1 2«»;\n\tb;', 'a = <1 2>;\n\tb;'],
  'no > and no semicolon': ['a = <1 2«»\n\tb = <3>;', 'a = <1 2>;\n\tb = <3>;'],
  'no ]': ['a = [01 02«»;\n\tb;', 'a = [01 02];\n\tb;'],
  'no comma': ['a = <1>«» <2>;\n\tb;', 'a = <1>, <2>;\n\tb;'],
  'a comma in cells': ['a = <1«,»2>;\n\tb;', 'a = <1 2>;\n\tb;'],
  'no =': ['a«» <1>;\n\tb;', 'a = <1>;\n\tb;'],
  'no quotation mark': ['a = «"x»;\n\tb = "y";', 'a = "x";\n\tb = "y";'],
  'no quotation mark before another': ['a = «"x», "y";\n\tb = <1>;', 'a = "x", "y";\n\tb = <1>;'],
  'no )': ['a = <(1 + 2«»>;\n\tb;', 'a = <(1 + 2)>;\n\tb;'],
  'a number with a sign': ['a = <«-»1 2>;\n\tb;', 'a = <(-1) 2>;\n\tb;'],
  'a semicolon too many': ['a;«;»\n\tb;', 'a;\n\tb;'],
  'a letter of no alphabet': ['a;\n\t«§»\n\tb;'],
  'half a line': ['a;\n\tstat«»\n\tb = <1>;', 'a;\n\tstat;\n\tb = <1>;'],
  'half a reference': ['a = <«&»>;\n\tb;'],
  'half a path': ['a = <«&{/n»>;\n\tb;\n\tn { };', 'a = <&{/n}>;\n\tb;\n\tn { };'],
  'a value that is not there yet': ['a =«» ;\n\tb;'],
  'an unknown macro': ['a = <0 «IRQ_HIGH» 1>;\n\tb;'],
  'an unknown macro with arguments': ['a = <«FLAGS»(1, 2) 1>;\n\tb;'],
  'too wide': ['a = <«0x100000000» 1>;\n\tb;', 'a = <0x1 0x0 1>;\n\tb;'],
  'an octal number': ['a = <«09»>;\n\tb;', 'a = <9>;\n\tb;'],
  'one digit of a byte': ['a = [01 «2» 03];\n\tb;', 'a = [01 02 03];\n\tb;'],
  'braces of a label': ['n: n { a = <«&{n}»>; };', 'n: n { a = <&n>; };'],
  'a label without a name': ['«l:» };\n\tb { };'.replace(' };', ' ;')],
};

const whole = (inside: string) =>
  `/dts-v1/;\n\n/ {\n\tfirst = <1>;\n\t${inside}\n\n\tlast { x; };\n};\n\n&{/last} {\n\ty;\n};\n`;

describe('one mistake, one finding', () => {
  test.each(Object.entries(mistakes))('%s', (_, [broken, mended]) => {
    const marked = whole(broken);
    const start = marked.indexOf('«');
    const end = marked.indexOf('»') - 1;
    const text = marked.replace(/[«»]/g, '');
    const { findings, tree } = read(text);
    expect(findings.map(({ place }) => [place?.start, place?.end])).toEqual([[start, end]]);
    expect(tree.root.properties.has('first')).toBe(true);
    expect(tree.root.children.at(-1)).toMatchObject({ name: 'last' });
    expect([...(tree.root.children.at(-1)?.properties.keys() ?? [])]).toEqual(['x', 'y']);
    const edits = findings[0]?.fix?.edits;
    if (mended === undefined) {
      if (edits !== undefined) expect(read(applied(text, edits)).findings).toEqual([]);
      return;
    }
    const result = applied(text, edits ?? []);
    expect(result).toBe(whole(mended));
    expect(read(result).findings).toEqual([]);
  });
});

function applied(text: string, edits: readonly { start: number; end: number; text: string }[]): string {
  let result = text;
  for (const edit of edits.toReversed()) result = result.slice(0, edit.start) + edit.text + result.slice(edit.end);
  return result;
}

test('a node that is not closed, told once, with what follows in its place', () => {
  const text = '/dts-v1/;\n/ {\n\ta: a {\n\t\tx;\n};\n\n&a {\n\ty;\n};\n';
  const { findings, tree } = read(text);
  expect(findings).toMatchObject([{ id: 'device-tree.syntax', place: { start: 10, end: 11 } }]);
  expect(plainNode(tree.root).children).toEqual([
    {
      name: 'a',
      properties: [
        ['x', ''],
        ['y', ''],
      ],
      children: [],
    },
  ]);
  const mended = applied(text, findings[0]?.fix?.edits ?? []);
  expect(read(mended).findings).toEqual([]);
});

test('a reference within a node is told, and put on the tree', () => {
  const { findings, tree } = read('/dts-v1/;\n/ {\n\ta: a { };\n\t&a { x; };\n};\n');
  expect(findings.map(({ id }) => id)).toEqual(['device-tree.misplaced-reference']);
  expect([...(tree.root.children[0]?.properties.keys() ?? [])]).toEqual(['x']);
});

test('a name that is nearly right is offered', () => {
  const { findings } = read('/dts-v1/;\n/ { uart0: serial { }; };\n&urat0 { x; };\n');
  expect(findings).toMatchObject([{ id: 'device-tree.unknown-label', hint: expect.stringContaining('uart0') }]);
});

test('what a missing file would bring is not missed too', () => {
  const { findings } = read('/dts-v1/;\n#include "soc.dtsi"\n&uart0 { a = <&gpio IRQ 1>; };\n');
  expect(findings.map(({ id }) => id)).toEqual(['device-tree.include-missing']);
});

test('labels of what could be put nowhere are not unknown as well', () => {
  const { findings } = read('/dts-v1/;\n/ { p = <&l>; };\n&nowhere { l: x { }; };\n');
  expect(findings.map(({ id }) => id)).toEqual(['device-tree.unknown-label']);
});

test('nor are those of what stands behind half a reference', () => {
  const { findings, tree } = read('/dts-v1/;\n/ { p = <&l>; };\n&{x} { l: x { }; };\n&l { y; };\n');
  expect(findings.map(({ id }) => id)).toEqual(['device-tree.syntax']);
  expect(plainNode(tree.root)).toEqual({ name: '', properties: [['p', 'ffffffff']], children: [] });
});

test('a finding behind a macro is at its use, and names the definition', () => {
  const text = '#define WIDE 0x100000000\n/dts-v1/;\n/ { a = <WIDE>; };\n';
  const { findings } = read(text);
  expect(findings).toMatchObject([
    { id: 'device-tree.number-range', place: { start: 44, end: 48 }, related: [{ place: { start: 8, end: 12 } }] },
  ]);
  expect(findings[0]?.fix).toBeUndefined();
});

test('places of nodes, properties, cells and references', () => {
  const text = '/dts-v1/;\n/ {\n\tl: n@1 {\n\t\tp: reg = <1 &l>, &l, [02];\n\t};\n};\n&l {\n\tempty;\n};\n';
  const { nodes, properties, references, labels } = read(text);
  const at = (place: { start: number; end: number } | undefined) => text.slice(place?.start, place?.end);
  expect(nodes.map((each) => [each.path, at(each.name), each.labels.map(({ name }) => name)])).toEqual([
    ['/', '/', []],
    ['/n@1', 'n@1', ['l']],
    ['/n@1', '&l', []],
  ]);
  expect(nodes.map(({ whole }) => at(whole).length)).toEqual([49, 41, 15]);
  expect(nodes.map(({ body }) => at(body))[2]).toBe('\n\tempty;\n');
  expect(properties.map((each) => [each.path, at(each.name), at(each.whole), at(each.value)])).toEqual([
    ['/n@1', 'reg', 'p: reg = <1 &l>, &l, [02];', '<1 &l>, &l, [02]'],
    ['/n@1', 'empty', 'empty;', text],
  ]);
  expect(properties[1]?.value).toBeUndefined();
  expect(properties[0]?.cells.map(({ place, offset, bits }) => [at(place), offset, bits])).toEqual([
    ['1', 0, 32],
    ['&l', 4, 32],
    ['02', 13, 8],
  ]);
  expect(
    references.map(({ path, property, offset, kind, to, place }) => [path, property, offset, kind, to, at(place)]),
  ).toEqual([
    ['/n@1', 'reg', 4, 'phandle', { label: 'l' }, '&l'],
    ['/n@1', 'reg', 8, 'path', { label: 'l' }, '&l'],
  ]);
  expect([...labels]).toEqual([['l', '/n@1']]);
});
