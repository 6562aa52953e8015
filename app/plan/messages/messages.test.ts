/** Known lines of the kernel's log: that all which our driver prints on failure are among them, and each once. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explainLine, explanationsOf } from './explain.ts';
import { messages } from './list.ts';

const ids = (text: string) => explanationsOf(text).map(({ id }) => id);

/** What a conversion may print; texts are words, as names of modules, devices and symbols are. */
const arguments_: readonly (readonly [RegExp, fc.Arbitrary<string>])[] = [
  [/^%pOF$/, fc.constantFrom('/', '/fragment@0', '/soc/uiomem@78000000')],
  [/^%pR$/, fc.constant('[mem 0x70000000-0x700fffff]')],
  [/^%pa$/, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value) => `0x${value.toString(16).padStart(16, '0')}`)],
  [/^%#[0-9]*[lLz]*x$/, fc.nat().map((value) => `0x${value.toString(16)}`)],
  [/^%[0-9]*[lLz]*x$/, fc.nat().map((value) => value.toString(16))],
  [/^%[lLz]*u$/, fc.nat().map(String)],
  [/^%[lLz]*d$/, fc.integer().map(String)],
  [/^%s$/, fc.stringMatching(/^[a-z][a-z0-9_.-]{0,20}$/)],
];
const conversion = /%(?:pOF|pR|pS|pa|pV|[#.]?[0-9]*[lLz]*[dsuxX])/g;

/** Texts that a printf format of the kernel prints. */
function printed(format: string): fc.Arbitrary<string> {
  const parts = [...format.matchAll(conversion)].map(([each]) => {
    const known = arguments_.find(([which]) => which.test(each));
    if (known === undefined) throw new Error(`${each} of ${format}`);
    return known[1];
  });
  return fc.tuple(...parts).map((values) => {
    const left = [...values];
    return format.replace(conversion, () => left.shift() ?? '').replaceAll('%%', '%');
  });
}

test.each(messages.map((message) => [message.id, message] as const))(
  '%s knows its own lines, and no other does',
  (id, message) => {
    for (const { format, names } of message.lines) {
      fc.assert(
        fc.property(
          printed(format),
          fc.constantFrom(
            '',
            '[   12.345678] ',
            '<4>[ 1.000001][   T12] ',
            'Nov 25 10:00:00 board kernel: [    3.000000] ',
          ),
          (text, before) => {
            const found = explanationsOf(before + text);
            expect({ text, found: found.map((each) => each.id) }).toEqual({ text, found: [id] });
            expect(Object.keys(found[0]?.said ?? {})).toEqual(names);
          },
        ),
        { numRuns: 30 },
      );
    }
  },
);

test('ids are one each, and what is told are sentences', () => {
  expect(new Set(messages.map(({ id }) => id)).size).toBe(messages.length);
  fc.assert(
    fc.property(
      fc.constantFrom(...messages.flatMap(({ lines }) => lines)).chain(({ format }) => printed(format)),
      (text) => {
        const { meaning, hint } = explainLine(text) ?? {};
        expect(meaning).toMatch(/^[^a-z].*\.$|^uiomem|^[a-z]/s);
        expect(meaning).not.toMatch(/undefined|NaN|\[object/);
        expect(meaning?.endsWith('.')).toBe(true);
        if (hint !== undefined) expect(hint).toMatch(/^\S.*\.$/s);
      },
    ),
    { numRuns: 500 },
  );
});

test('arbitrary text is no message', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.lorem(), fc.string()), (text) => {
      expect(ids(text)).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  'uiomem uiomem0: driver version = 1.0',
  'uiomem uiomem.0: driver installed.',
  'uiomem: region 0 [0x0, 0x1000) ram: sentence',
  'uiomem: region 0 [0x0, 0x1000): eclipse: sentence',
  'other: region 0 [0x0, 0x1000): ram: sentence',
  'random: crng init done',
  'Booting Linux on physical CPU 0x0000000000 [0x410fd034]',
  '',
])('%j is none', (text) => {
  expect(ids(text)).toEqual([]);
});

test('a refusal of another version of the driver is told with its own sentence', () => {
  expect(explainLine('uiomem: region 0 [0x1000, 0x3000): eclipse: the moon is in the way')).toMatchObject({
    id: 'driver.refused',
    meaning: 'uiomem0, 0x1000 to 0x2fff (8 KiB), became no device; the driver says: eclipse: the moon is in the way.',
  });
});

/** Calls of the driver's source that print on failure, each as the formats of what comes to the log. */
const kernel = join(import.meta.dirname, '../../../kernel');
const printing = ['uiomem_refuse', 'uiomem_bad', 'pr_err', 'pr_warn', 'dev_err', 'dev_warn', 'dev_err_probe'];

interface Call {
  readonly where: string;
  readonly name: string;
  /** The arguments as written; string literals side by side are one. */
  readonly args: readonly string[];
}

function callsIn(file: string): Call[] {
  const text = readFileSync(join(kernel, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, (comment) =>
    comment.replace(/\S/g, ' '),
  );
  const found: Call[] = [];
  for (const match of text.matchAll(new RegExp(`\\b(${printing.join('|')})\\(`, 'g'))) {
    // A definition is no call: its name stands behind a type.
    if (/(void|int) $/.test(text.slice(0, match.index))) continue;
    const args: string[] = [];
    let [depth, current, at] = [1, '', match.index + match[0].length];
    for (; depth > 0; at += 1) {
      const literal = /^"(?:[^"\\]|\\.)*"/.exec(text.slice(at))?.[0];
      if (literal !== undefined) {
        current += literal;
        at += literal.length - 1;
        continue;
      }
      const character = text[at] ?? '';
      if (character === '(') depth += 1;
      if (character === ')') depth -= 1;
      if (depth === 0 || (depth === 1 && character === ',')) {
        args.push(current.trim());
        current = '';
      } else current += character;
    }
    found.push({ where: `${file}: ${match[1]}(${args.join(', ')})`, name: match[1] ?? '', args });
  }
  return found;
}

const literal = (text: string | undefined): string =>
  [...(text ?? '').replaceAll('UIOMEM_NAME', '"uiomem"').matchAll(/"((?:[^"\\]|\\.)*)"/g)]
    .map(([, each = '']) => each)
    .join('')
    .replace(/\\n$/, '');

/** Formats of the log lines that a call makes; empty for the two prints inside uiomem_refuse() itself. */
function formatsOf({ name, args }: Call): string[] {
  if (name === 'uiomem_refuse') return refusals(literal(args[2]), literal(args[3]));
  if (name === 'uiomem_bad') {
    // Its property is a literal or a parameter.
    const property = literal(args[2]) || 'sync-offset';
    return refusals('property', `${property} must be ${literal(args[3])}`);
  }
  const text = literal(args[name === 'dev_err_probe' ? 2 : name.startsWith('dev_') ? 1 : 0]);
  if (text.includes('%pV')) return [];
  // dev_printk: driver or class, then the device (drivers/base/core.c).
  return [name.startsWith('dev_') ? `uiomem %s: ${text}` : text];
}

function refusals(word: string, sentence: string): string[] {
  return [
    `uiomem: region %d [0x%llx, 0x%llx): ${word}: ${sentence}`,
    `uiomem %s: [0x%llx, 0x%llx): ${word}: ${sentence}`,
  ];
}

const calls = readdirSync(kernel)
  .filter((name) => name.endsWith('.c'))
  .flatMap(callsIn)
  // uiomem_bad() hands its sentence on: "%s must be %s".
  .filter(({ name, args }) => !(name === 'uiomem_refuse' && literal(args[3]) === '%s must be %s'));

test.each(calls.map((call) => [call.where, call] as const))('%s is explained', (_where, call) => {
  const formats = formatsOf(call);
  if (formats.length === 0) return expect(call.where).toMatch(/device\.c: (pr|dev)_err/);
  for (const format of formats) {
    expect(format).toMatch(/\w{3}/);
    fc.assert(
      fc.property(printed(format), (text) => {
        expect({ text, found: ids(text).length }).toEqual({ text, found: 1 });
      }),
      { numRuns: 20 },
    );
  }
});

test('the source was really read', () => {
  expect(calls.length).toBeGreaterThan(30);
  // refusals() says what uiomem_refuse() prints.
  const body = /void uiomem_refuse\([\s\S]*?\n}/.exec(readFileSync(join(kernel, 'device.c'), 'utf8'))?.[0] ?? '';
  expect([...body.matchAll(/_err\((.*)\);/g)].map(([, each]) => literal(each))).toEqual([
    'uiomem: region %d [0x%llx, 0x%llx): %s: %pV',
    '[0x%llx, 0x%llx): %s: %pV',
  ]);
});
