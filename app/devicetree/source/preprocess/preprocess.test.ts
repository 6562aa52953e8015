/** The C preprocessor of the workstation judges what comes out: the same tokens, and an error where it has one. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReadInclude } from '../../source-tree.ts';
import { preprocess } from './preprocess.ts';
import { tokensOf } from './tokens.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'uiomem-studio-cpp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

type Files = Readonly<Record<string, string>>;

const from =
  (files: Files): ReadInclude =>
  (name) => {
    const text = files[name];
    return text === undefined ? undefined : { file: name, text };
  };

function byCpp(files: Files): string {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return execFileSync(
    'cpp',
    ['-nostdinc', '-undef', '-D__DTS__', '-P', '-w', '-x', 'assembler-with-cpp', '-I', folder, 'a.dts'],
    {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
    },
  );
}

const ours = (files: Files) => preprocess('a.dts', files['a.dts'] ?? '', from(files));
const words = (text: string) => tokensOf(text).map((token) => token.text);

const samples: Readonly<Record<string, string>> = {
  'like an object': '#define A 1\n/ { a = <A>; b = "A"; A = <A>; xA; A-b; a.A; };',
  'of another': '#define A B\n#define B (1 + 2)\n<A B>\n#undef B\n<A B>',
  'not its own': '#define A A B\n#define B A\n<A B>',
  'not its own as a function': '#define f(x) g(x)\n#define g(x) f(x) + 1\nf(2) g(3) f(f(4))',
  'what follows becomes its arguments': '#define h(a) a*k\n#define k(a) h(a)\nh(2)(9)',
  'like a function': '#define F(x, y) (x + y * x)\n<F(1, 2) F((1, 2), 3) F(, ) F>\nF (1,\n 2) F\n(3, 4)',
  'without parameters': '#define F() 7\n<F() F( ) F>',
  'within one another': '#define F(x) G(x) x\n#define G(x) <x>\nF(F(1)) F(G(F(2)))',
  'a name that becomes a use': '#define F G\n#define G(x) [x]\nF(1) F (2) F',
  'a use put together': '#define F(x) x\n#define G(x) [x]\nF(G)(1) F(F)(2)',
  quoted: '#define S(x) #x\n#define T(x) S(x)\n#define A 5\nS(A) T(A) S( a  b ) S("x\\n" \'"\') S() S(/* c */ x)',
  pasted: '#define P(a, b) a ## b\n#define A 1\n#define AB 2\nP(A, B) P(A,) P(,B) P(,) P(1, 2) P(x, 1)',
  'pasted in a row': '#define P(a, b, c) a##b##c\nP(x, y, z) P(x,, z) P(,,z) P(,y,)',
  'pasted and not expanded': '#define P(a) a ## _1 a\n#define X y\nP(X)',
  'operators pasted': '#define P(a, b) a ## b\n<P(<, <) P(&, &) (1 P(=, =) 2)>',
  variadic: '#define V(...) <__VA_ARGS__>\nV() V(1) V(1, 2) V((1, 2), 3)',
  'variadic behind others': '#define V(a, ...) a: __VA_ARGS__\nV(1) V(1,) V(1, 2) V(1, 2, 3)',
  'variadic with a name': '#define V(a, rest...) a: rest\nV(1, 2) V(1, 2, 3)',
  'variadic after a comma': '#define V(a, ...) <a, ## __VA_ARGS__>\nV(1) V(1, 2) V(1, 2, 3)',
  'over several lines': '#define F(x) \\\n  x \\\n  + 1\n<F(2)> \\\n  more',
  comments:
    '#define A /* no */ 1 // no\n#define B 2 /* over\n two lines */ 3\n/* A */ A // A\n<B>/* #define A 4\n#define A 5 */ A',
  'names of properties': '#define cells 1\n/ {\n\t#address-cells = <2>;\n#size-cells = <1>;\n # ranges = <1>;\n};',
  'not in a text': '#define A 1\n"A" "\\"A" \'A\' A',
  'not in a number': '#define x10 1\n#define A 2\n0x10 10A 1.A A1 A',
  'signs that would meet': '#define M -1\n#define N 5\n<(-M) (1-M) (M-M) (N-N)> N-cells N+N',
  'not beside each other': '#define A x\n#define E\nA A,A A(A) A E A AEA [A]E[A]',
  conditions:
    '#define A 1\n#if A\none\n#else\ntwo\n#endif\n#if !A\none\n#elif A == 1\ntwo\n#else\nthree\n#endif\n#ifdef A\nx\n#endif\n#ifndef A\ny\n#elif 1\nz\n#endif',
  'within one another too':
    '#if 0\n#if 1\na\n#else\nb\n#endif\n#elif 1\n#ifdef Q\nc\n#else\nd\n#endif\n#else\ne\n#endif',
  'skipped and wrong': '#if 0\n#error no\n#include "nothing"\n it\'s " /* #endif */\n#define A 1\n#endif\nA',
  defined: '#define A\n#if defined A && defined(A) && !defined B\nyes\n#endif\n#if defined(C)\nno\n#endif',
  'conditions of C':
    "#if (1 << 3) == 8 && 7 / 2 == 3 && -7 % 3 == -1 && (1 ? 2 : 3) == 2 && ~0 == -1 && 'a' == 97 && 0x10 == 020\nyes\n#endif\n#if -1 > 0u\nunsigned\n#endif\n#if 0 && (1 / 0)\n#else\nno\n#endif\n#if 1 || 1 / 0\nyes\n#endif",
  'conditions with macros':
    '#define V(x) (x > 3)\n#define A 4\n#if V(A)\nyes\n#endif\n#if UNKNOWN\nno\n#endif\n#if UNKNOWN == 0\nyes\n#endif',
  'a line of nothing': '#\n# \n#define A 1\n  #  define B 2\n/* c */ # /* d */ define C 3\nA B C',
  'defined anew': '#define A 1\n#undef A\n#define A 2\nA\n#undef NOT\n#undef A\nA',
  'a text that is not closed': '#define A 1\n" A\nA \' A\nA',
  'a macro named in its argument': '#define F(x) x F(x)\nF(F(1))',
  'where it stands':
    '__LINE__ __FILE__ __BASE_FILE__ __INCLUDE_LEVEL__ __DTS__ __ASSEMBLER__ __STDC__ __STDC_HOSTED__\n/* two\nlines */ __LINE__ \\\n __LINE__\n\n__LINE__',
  'where a macro is used':
    '#define L __LINE__\n#define K L\nL K L \\\n L\n#define S(x) #x\n#define T(x) S(x)\nT(L) S(__LINE__) T(__FILE__)\n#define P(a) a ## LINE__\nP(__) P(\n__)',
  'where arguments stand':
    '#define L __LINE__\n#define F(x) x __LINE__\nF(\n L\n L F(\n L __LINE__\n)\n)\nF(/*\n\n*/L /*\n*/ L)\n#define E() F\nE()(\n__LINE__)\n#define G F\nG(\nL) G\n(__LINE__\n__LINE__)',
  'where arguments stand that are not expanded first':
    '#define G(x, y) A ## y\n#define C(f) f (1)\n#define F(x) x __LINE__\nG(,\nA __LINE__\n) __LINE__ C(\nF\n)',
  counted: '#define C __COUNTER__\n#define F(x) x x\nC __COUNTER__ F(C) C\n#if __COUNTER__ == 4\nyes\n#endif',
  'lines that are said to be others':
    '#define L __LINE__\n#line 100\nL __FILE__\n#line 7 "x\\\\h\\".h"\nL __FILE__ __BASE_FILE__\n#define M 40 "m"\n#line M\n\nL __FILE__\n#line 010\nL\n# 5 "not.c"\nL',
  'lines in conditions':
    '#if __LINE__ == 1 && __INCLUDE_LEVEL__ == 0\nyes\n#endif\n#define A 5\n#if A == __LINE__\nyes\n#endif',
  'files asked for':
    '#if __has_include("a.dts") && __has_include(<a.dts>) && __has_include ( "a.dts" ) && !__has_include("none.h")\nyes\n#endif\n#if 0\n#elif __has_include("a.dts")\nyes\n#endif',
  'files asked for through macros':
    '#define N "a.dts"\n#define H __has_include(N)\n#define Q <a.dts>\n#if H && __has_include(Q)\nyes\n#endif\n#define a no\n#if __has_include(<a.dts>)\nyes\n#endif\n#if __has_include(Q)\nno\n#endif',
  'what is known':
    '#if defined __has_include && defined(__FILE__) && defined __LINE__ && defined __DTS__\nyes\n#endif\n#ifdef __has_include\nyes\n#endif\n#undef __LINE__\n#undef __has_include\n#ifndef __has_include\n__LINE__\n#endif',
  'braces of a node': '#define NODE(n, v) n { reg = <v>; }\n/ { NODE(a@1, 1 2); NODE(b, (3, 4)); };',
};

describe('the same tokens as cpp', () => {
  test.each(Object.entries(samples))('%s', (_, text) => {
    const { text: made, findings } = ours({ 'a.dts': text });
    expect(words(made)).toEqual(words(byCpp({ 'a.dts': text })));
    expect(findings).toEqual([]);
  });

  test('of included files', () => {
    const files = {
      'a.dts': '#include "b.h"\n#include <c.h>\n#include "b.h"\n#define NAME "d.h"\n#include NAME\nA B C D\n',
      'b.h': '#ifndef B_H\n#define B_H\n#include "c.h"\n#define A 1\nfrom b\n#endif\n',
      'c.h': '#define B 2\nfrom c',
      'd.h': '#ifdef A\n#define D (A + B)\n#endif',
    };
    const { text, findings, files: read } = ours(files);
    expect(words(text)).toEqual(words(byCpp(files)));
    expect(findings).toEqual([]);
    expect([...read.keys()].sort()).toEqual(Object.keys(files).sort());
  });

  test('of the places of included files', () => {
    const where = '__FILE__ __LINE__ __INCLUDE_LEVEL__ __BASE_FILE__ __COUNTER__';
    const files = {
      'a.dts': `${where}\n#include "b.h"\n${where}\n#line 9 "z"\n#include "c.h"\n${where} IN`,
      'b.h': `\n${where}\n#include "c.h"\n${where}\n#define IN ${where}\n#if __has_include("c.h") && !__has_include("none.h")\nIN\n#endif`,
      'c.h': `\n\n${where}`,
    };
    const { text, findings } = ours(files);
    expect(words(text)).toEqual(words(byCpp(files)));
    expect(findings).toEqual([]);
  });

  test('of any macros', () => {
    const name = fc.constantFrom('A', 'B', 'F', 'G', 'x', 'y');
    const piece = fc.oneof(
      name,
      fc.constantFrom('1', '0x2', '+', '-', ',', '<', '>', 'z', '"A"', ' ', '# x', '(1)', '{', '}', ';'),
      fc.tuple(name, name, name).map(([f, a, b]) => `${f}(${a}, ${b})`),
      fc.tuple(name, name).map(([f, a]) => `${f}(${a})`),
      fc.constantFrom('__LINE__', '__COUNTER__'),
      fc.tuple(name, name).map(([a, b]) => `${a} ## ${b}`),
    );
    const body = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(' ').replace(/^[ #]+|[ #]+$/g, ''));
    const line = fc.oneof(
      { weight: 3, arbitrary: body.map((text) => `[${text.replace(/#/g, '')}]`) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(name, body, body)
          .map(([f, a, b]) => `[${f}(${a.replace(/#/g, '')},\n${b.replace(/#/g, '')}\n) __LINE__]`),
      },
      {
        weight: 2,
        arbitrary: fc
          .tuple(fc.constantFrom('A', 'B'), body)
          .map(([n, b]) => `#undef ${n}\n#define ${n} ${b.replace(/# x/g, 'x')}`),
      },
      { weight: 1, arbitrary: body.map((b) => `#undef F\n#define F(x) ${b}`) },
      { weight: 1, arbitrary: body.map((b) => `#undef G\n#define G(x, y) ${b}`) },
      fc.constantFrom('#ifdef A\n1\n#else\n2\n#endif', '#if defined(F) || 0\n3\n#endif'),
    );
    fc.assert(
      fc.property(fc.array(line, { minLength: 3, maxLength: 8 }), (lines) => {
        const text = `${lines.join('\n')}\n`;
        let judged: string | undefined;
        try {
          judged = byCpp({ 'a.dts': text });
        } catch {
          // What it refuses is not compared.
        }
        const { text: made, findings } = ours({ 'a.dts': text });
        if (judged !== undefined) {
          expect(words(made)).toEqual(words(judged));
          expect(findings).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** What is wrong, where, and whether cpp says so too. */
const refused: Readonly<Record<string, readonly [text: string, id: string, at: string]>> = {
  'a missing file': ['a\n#include "none.h"\nb', 'device-tree.include-missing', '#include "none.h"'],
  'no file': ['#include none\n', 'device-tree.include', '#include none'],
  'an open condition': ['#if 1\na\n', 'device-tree.condition', '#if 1'],
  'an end of nothing': ['a\n#endif\n', 'device-tree.condition', '#endif'],
  'an else of nothing': ['#else\n', 'device-tree.condition', '#else'],
  'two elses': ['#if 1\n#else\n#else\n#endif', 'device-tree.condition', '#else'],
  'an elif behind else': ['#if 0\n#else\n#elif 1\n#endif', 'device-tree.condition', '#elif 1'],
  'an empty condition': ['#if\n#endif', 'device-tree.condition', '#if'],
  'half a condition': ['#if 1 +\n#endif', 'device-tree.condition', '#if 1 +'],
  'a condition of texts': ['#if "a"\n#endif', 'device-tree.condition', '#if "a"'],
  'a division by zero': ['#if 1 / 0\n#endif', 'device-tree.condition', '#if 1 / 0'],
  'a name that is missing': ['#ifdef\n#endif', 'device-tree.condition', '#ifdef'],
  'an error of the text': ['#error out of order\n', 'device-tree.error-directive', '#error out of order'],
  'a macro of no name': ['#define 1 2\n', 'device-tree.macro', '#define 1 2'],
  'open parameters': ['#define F(a\n', 'device-tree.macro', 'F'],
  'a paste of nothing': ['#define F(a) a ##\n', 'device-tree.macro', 'F'],
  'a condition that asks for no file': ['#if __has_include\n#endif', 'device-tree.condition', '#if __has_include'],
  'a condition that asks without parentheses': [
    '#if __has_include "a.dts"\n#endif',
    'device-tree.condition',
    '#if __has_include "a.dts"',
  ],
  'a condition that asks for a word': ['#if __has_include(a)\n#endif', 'device-tree.condition', '#if __has_include(a)'],
  'a condition of what is not known any more': [
    '#undef __has_include\n#if __has_include("a.dts")\n#endif',
    'device-tree.condition',
    '#if __has_include("a.dts")',
  ],
  'a file asked for in the open': ['__has_include("a.dts")\n', 'device-tree.macro', '__has_include'],
  'a file asked for by a macro in the open': ['#define H __has_include("a")\nH\n', 'device-tree.macro', 'H'],
  'a line of no number': ['#line x\n', 'device-tree.line-directive', '#line x'],
  'a line of a hexadecimal number': ['#line 0x10\n', 'device-tree.line-directive', '#line 0x10'],
  'a line of nothing': ['#line\n', 'device-tree.line-directive', '#line'],
  'a line of a file without marks': ['#line 3 x\n', 'device-tree.line-directive', '#line 3 x'],
  'too few arguments': ['#define F(a, b) a\nF(1)\n', 'device-tree.macro', 'F(1)'],
  'too many arguments': ['#define F(a) a\nF(1, 2)\n', 'device-tree.macro', 'F(1, 2)'],
};

test.each(Object.entries(refused))('refused as by cpp: %s', (_, [text, id, at]) => {
  expect(() => byCpp({ 'a.dts': text })).toThrow();
  const { findings } = ours({ 'a.dts': text });
  expect(findings.map((each) => [each.id, text.slice(each.place?.start, each.place?.end)])).toEqual([[id, at]]);
});

test('what the preprocessor brings is defined anew with a warning', () => {
  const { findings, text } = ours({ 'a.dts': '#define __LINE__\n[__LINE__]\n#define __DTS__ 1\n' });
  expect(findings).toMatchObject([
    { id: 'device-tree.macro-twice', severity: 'warning', place: { start: 8, end: 16 } },
  ]);
  expect(findings[0]?.related).toBeUndefined();
  expect(words(text)).toEqual(['[', ']']);
});

test('a cycle of files ends, and is told once at its place', () => {
  const files = { 'a.dts': '#include "b.h"\nx', 'b.h': '\n#include "a.dts"\n' };
  const { findings } = ours(files);
  expect(findings).toMatchObject([{ id: 'device-tree.include-cycle', place: { file: 'b.h', start: 1, end: 17 } }]);
  expect(ours({ 'a.dts': '/include/ "a.dts"' }).findings.map(({ id }) => id)).toEqual(['device-tree.include-cycle']);
});

test('files that double each time, and macros that do, end within their limits', () => {
  const files: Record<string, string> = { 'a.dts': '#include "0"', '20': 'x'.repeat(10_000) };
  for (let index = 0; index < 20; index += 1) files[index] = `#include "${index + 1}"\n#include "${index + 1}"\n`;
  expect(ours(files).findings.map(({ id }) => id)).toContain('device-tree.expansion-limit');
  const many: Record<string, string> = { 'a.dts': '#include "0"', '20': 'x' };
  for (let index = 0; index < 20; index += 1) many[index] = `#include "${index + 1}"\n#include "${index + 1}"\n`;
  expect(ours(many).findings.map(({ id }) => id)).toContain('device-tree.include-limit');
  let text = '#define A0 x x\n';
  for (let index = 1; index < 60; index += 1) text += `#define A${index} A${index - 1} A${index - 1}\n`;
  const { findings } = ours({ 'a.dts': `${text}A59\nA59\n` });
  expect(findings.map(({ id }) => id)).toEqual(['device-tree.expansion-limit', 'device-tree.expansion-limit']);
  expect(ours({ 'a.dts': `#define F(x) x\n${'F('.repeat(1_000)}1${')'.repeat(1_000)}` }).text).toBeTypeOf('string');
});

test('places lead back to what was written', () => {
  const files = { 'a.dts': '#define A 1 + 2\n#include "b.h"\n<A> end', 'b.h': 'from b\n' };
  const { text, map } = ours(files);
  const at = (piece: string) => {
    const start = text.indexOf(piece);
    return map.place(start, start + piece.length);
  };
  expect(at('from b')).toEqual({ file: 'b.h', start: 0, end: 6 });
  expect(at('end')).toEqual({ file: 'a.dts', start: 35, end: 38 });
  expect(at('1 + 2')).toEqual({ file: 'a.dts', start: 32, end: 33 });
  expect(at('<1 + 2>')).toEqual({ file: 'a.dts', start: 31, end: 34 });
  expect(map.related(text.indexOf('1 + 2'))).toEqual([
    { message: 'A is defined here', place: { file: 'a.dts', start: 8, end: 9 } },
  ]);
  expect(map.related(text.indexOf('from b'))).toEqual([
    { message: 'b.h is included here', place: { file: 'a.dts', start: 16, end: 30 } },
  ]);
});
