/** What JSON.parse reads is read the same, and what it refuses is refused. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import { type Json, readJsonText } from './json-text.ts';

/** As JSON.parse gives it, but for texts instead of numbers, words and null. */
function plain(node: Json): unknown {
  if (node.kind === 'text') return node.text;
  if (node.kind === 'list') return node.items.map(plain);
  return node.pairs.map(([key, value]) => [key, plain(value)]);
}
function textsOf(value: unknown): unknown {
  if (value === null) return '';
  if (Array.isArray(value)) return value.map(textsOf);
  if (typeof value === 'object') return Object.entries(value).map(([key, inner]) => [key, textsOf(inner)]);
  return String(value);
}

test('any JSON reads the same, in one line or in many', () => {
  const value = fc.jsonValue({ maxDepth: 4, noUnicodeString: false });
  fc.assert(
    fc.property(value, fc.constantFrom(0, 2), (said, indent) => {
      const text = JSON.stringify(said, undefined, indent);
      const isFaithful =
        !/[eE.]|-0|__proto__/.test(text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '')) && !text.includes('__proto__');
      fc.pre(isFaithful);
      // Keys that are numbers come first in an object, wherever they stand in the text.
      fc.pre(!/"\d+":/.test(text));
      expect(plain(readJsonText('x', text))).toEqual(textsOf(said));
    }),
    { numRuns: 500 },
  );
});

test('any text is read exactly when JSON.parse reads it', () => {
  const parts = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"\\u00e9"',
    '"\\x"',
    '"\n"',
    '"',
    '1',
    '-',
    '01',
    '.5',
    '1e3',
    'null',
    'true',
    'no',
    ' ',
    '\n',
    '\t',
  );
  fc.assert(
    fc.property(
      fc.array(parts, { maxLength: 12 }).map((all) => all.join('')),
      (text) => {
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        try {
          readJsonText('x', text);
          expect(isJson).toBe(true);
        } catch (thrown) {
          const { id, data } = problemOf(thrown);
          if (id !== 'address-map.bad-json') throw thrown;
          expect([isJson, data?.line]).toEqual([false, expect.any(Number)]);
        }
      },
    ),
    { numRuns: 3_000 },
  );
});

test.each([
  ['[1 2]', 'x, line 1, column 4: , or ] is wanted, and "2]" found.'],
  ['{"a":\n\n  }', 'x, line 3, column 3: a value is wanted, and "}" found.'],
  ['{"a" 1}', 'x, line 1, column 6: : is wanted, and "1}" found.'],
  ['{a:1}', 'x, line 1, column 2: a text in double quotes is wanted, and "a:1}" found.'],
  ['[', 'x, line 1, column 2: a value is wanted, and the end of the file found.'],
  ['["\\x"]', 'x, line 1, column 2: a text has an escape or a character that JSON does not allow.'],
  ['[]\n]', 'x, line 2, column 1: the end is wanted, and "]" found.'],
])('%j is refused where it is wrong', (text, message) => {
  expect(() => readJsonText('x', text)).toThrow(message);
});
