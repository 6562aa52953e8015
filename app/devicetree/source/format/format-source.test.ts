/** The kernel's style by hand-made examples; and for any text the same tree as before, and nothing to do a second time. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainTree } from '../../testing/plain-tree.ts';
import { readSource } from '../read-source.ts';
import { anyOverlay, anySource } from '../testing/any-source.ts';
import { goodOverlays, goodSources } from '../testing/sample-sources.ts';
import { formatEdits, formatSource } from './format-source.ts';

const lines = (...each: string[]) => `${each.join('\n')}\n`;

const samples: Readonly<Record<string, readonly [before: string, after: string]>> = {
  'all on one line': [
    '/dts-v1/;/plugin/;/{a=<1   2>;b="x",[01 23];c;d:e:f@1{reg=<1>;g{};h{};};};&l{j;};',
    lines(
      '/dts-v1/;',
      '/plugin/;',
      '',
      '/ {',
      '\ta = <1 2>;',
      '\tb = "x", [01 23];',
      '\tc;',
      '',
      '\td: e: f@1 {',
      '\t\treg = <1>;',
      '',
      '\t\tg {',
      '\t\t};',
      '',
      '\t\th {',
      '\t\t};',
      '\t};',
      '};',
      '',
      '&l {',
      '\tj;',
      '};',
    ),
  ],
  'space of another kind': [
    '/dts-v1/;\r\n\n\n\n/ {\n\n\n    a  =  < 1 2 > ;\n\n\n    b;  \n\n  };\n\n\n',
    lines('/dts-v1/;', '', '/ {', '\ta = <1 2>;', '', '\tb;', '};'),
  ],
  'further lines of a value': [
    '/dts-v1/; / {\n  clocks = <&a 1>,\n <&b 2>,\n      <3\n4>;\n long-name = "a",\n"b";\n};',
    lines(
      '/dts-v1/;',
      '',
      '/ {',
      '\tclocks = <&a 1>,',
      '\t\t <&b 2>,',
      '\t\t <3',
      '\t\t  4>;',
      '\tlong-name = "a",',
      '\t\t    "b";',
      '};',
    ),
  ],
  comments: [
    '/* head\n* of it\n */\n/dts-v1/;\n/ { // root\n a; /* of a */\n  // of b\n b;\n/* of the node */\nc { };\n};\n// end',
    lines(
      '/* head',
      ' * of it',
      ' */',
      '/dts-v1/;',
      '',
      '/ { // root',
      '\ta; /* of a */',
      '\t// of b',
      '\tb;',
      '',
      '\t/* of the node */',
      '\tc {',
      '\t};',
      '};',
      '// end',
    ),
  ],
  directives: [
    '/dts-v1/;\n#include "a.dtsi"\n  #define A(x) \\\n   (x)\n/ {\n   #address-cells = <A(1)>;\n#ifdef B\n b;\n#endif\n};',
    lines(
      '/dts-v1/;',
      '#include "a.dtsi"',
      '#define A(x) \\',
      '   (x)',
      '/ {',
      '\t#address-cells = <A(1)>;',
      '#ifdef B',
      '\tb;',
      '#endif',
      '};',
    ),
  ],
  expressions: [
    '/dts-v1/; / { a = <( 1 << 2 ) (3>>1) (1 < 2 ? 3 : (4 > 5))   &{/} >; b = /bits/ 16 <1>; };',
    lines('/dts-v1/;', '', '/ {', '\ta = <(1 << 2) (3>>1) (1 < 2 ? 3 : (4 > 5)) &{/}>;', '\tb = /bits/ 16 <1>;', '};'),
  ],
  deletions: [
    '/dts-v1/; / { /delete-property/   a; b { }; /delete-node/ c; }; /delete-node/ &d;',
    lines(
      '/dts-v1/;',
      '',
      '/ {',
      '\t/delete-property/ a;',
      '',
      '\tb {',
      '\t};',
      '\t/delete-node/ c;',
      '};',
      '/delete-node/ &d;',
    ),
  ],
  'a macro that stands for nodes': [
    '/dts-v1/;\nPIN(1)\nPIN(2)\n/ { a; };',
    lines('/dts-v1/;', '', 'PIN(1)', 'PIN(2)', '/ {', '\ta;', '};'),
  ],
};

describe('the style', () => {
  test.each(Object.entries(samples))('%s', (_, [before, after]) => {
    expect(formatSource(before)).toBe(after);
    expect(formatSource(after)).toBe(after);
  });
});

const tree = (text: string) => readSource('a', text, () => undefined, { symbols: true });

function keeps(text: string): void {
  const formatted = formatSource(text);
  if (formatted === undefined) throw new Error('not formatted');
  expect(formatSource(formatted)).toBe(formatted);
  expect(plainTree(tree(formatted).tree)).toEqual(plainTree(tree(text).tree));
  expect(tree(formatted).findings.map(({ id }) => id)).toEqual(tree(text).findings.map(({ id }) => id));
}

test.each(Object.entries({ ...goodSources, ...goodOverlays }))('the same tree: %s', (_, text) => keeps(text));

test('the same tree of any text', () => {
  fc.assert(fc.property(fc.oneof(anySource, anyOverlay), keeps), { numRuns: 300 });
});

test('the same tree with macros and conditions in it', () => {
  const piece = fc.constantFrom(
    '\n#define A 1\n',
    '\n#define F(x, y) <x y>, \\\n  <y>\n',
    '\n#undef A\n',
    '\n#ifdef A\n',
    '\n#else\n',
    '\n#endif\n',
    ' a = <A>;',
    '\nb = F(1,\n A);',
    ' c {',
    ' };',
    ' /* c */ ',
    ' // d\n',
    '\n\n',
    ' #size-cells = <1>;',
    '\n#size-cells = <2>;',
    '\n/delete-property/ b;',
    '\n# 5 "x"\n',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = `/dts-v1/; / {${pieces.join('')} };`;
      const formatted = formatSource(text);
      if (formatted === undefined) return;
      expect(formatSource(formatted)).toBe(formatted);
      expect(plainTree(tree(formatted).tree)).toEqual(plainTree(tree(text).tree));
    }),
    { numRuns: 400 },
  );
});

test('what does not close is left as it is', () => {
  for (const text of [
    '/ { a = "x;',
    '/ { /* x',
    '/ {',
    '/ { }; };',
    "/ { a = <'x>; };",
    'a \\\n b',
    '/ { #define A\n };',
  ]) {
    expect(formatSource(text)).toBeUndefined();
    expect(formatEdits('a', text)).toEqual([]);
  }
});

test('as an edit it is no longer than what differs', () => {
  const text = '/dts-v1/;\n\n/ {\n\ta = <1>;\n  b=<2>;\n\tc;\n};\n';
  expect(formatEdits('a.dts', text)).toEqual([{ file: 'a.dts', start: 25, end: 29, text: '\tb = ' }]);
  expect(formatEdits('a.dts', formatSource(text) ?? '')).toEqual([]);
});
