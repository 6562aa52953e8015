import fc from 'fast-check';
import { expect, test } from 'vitest';
import { completionAt, hoverAt } from './completion.ts';
import { examplePlan } from './new-plan.ts';
import { fieldsAt, planJsonSchema } from './plan-fields.ts';
import { knownKeys } from './schema.ts';

/** At the `|` of a text. */
const at = (marked: string) => completionAt(marked.replace('|', ''), marked.indexOf('|'));
const labels = (marked: string) => at(marked)?.suggestions.map(({ label }) => label);
const all = (...path: string[]) => fieldsAt(path).map(({ key }) => key);
const but = (keys: readonly string[], ...gone: string[]) => keys.filter((key) => !gone.includes(key));

const region = all('regions', '*');

test.each<[what: string, text: string, wanted: readonly string[] | undefined]>([
  ['an empty text', '|', all()],
  ['the top', 'version: 1\nre|', but(all(), 'version')],
  ['below a key', 'version: 1\nmodule:\n  |', all('module')],
  [
    'what is there is not offered again',
    'module:\n  from: loaded\n  p|\n  info: true\n',
    but(all('module'), 'from', 'info'),
  ],
  ['a new region', 'regions:\n  - |', region],
  ['a list without indent', 'regions:\n- |', region],
  ['inside a region', 'regions:\n  - device: uiomem0\n    size: 1M\n    |', but(region, 'device', 'size')],
  [
    'before its other keys',
    'regions:\n  - device: a\n    c|\n    size: 1M\n  - address: 0\n',
    but(region, 'device', 'size'),
  ],
  [
    'the second region',
    'regions:\n  - device: a\n    size: 1M\n\n  # two\n  - address: 0\n    |',
    but(region, 'address'),
  ],
  [
    'sync of a region',
    'regions:\n  - device: a\n    sync:\n      mode: as-is\n      |',
    but(all('regions', '*', 'sync'), 'mode'),
  ],
  ['behind it', 'regions:\n  - device: a\n    sync:\n      mode: as-is\n    |', but(region, 'device', 'sync')],
  ['braces', 'regions:\n  - { device: a, size: 1M, |', but(region, 'device', 'size')],
  ['braces in braces', 'regions:\n  - { device: a, sync: { mode: as-is, d|', but(all('regions', '*', 'sync'), 'mode')],
  ['braces of a key', 'module: { |', all('module')],
  ['an override', 'overrides:\n  - finding: x\n    |', ['region', 'reason']],
  ['a value', 'regions:\n  - cache: |', ['noncoherent', 'coherent', 'off']],
  ['a part of a value', 'regions:\n  - device: a\n    cache: of|', ['noncoherent', 'coherent', 'off']],
  ['a value in braces', 'regions:\n  - { device: a, load: |', ['insmod', 'device-tree']],
  ['yes or no', 'persist:\n  boot: |', ['true', 'false']],
  ['a number', 'regions:\n  - size: |', undefined],
  ['right behind a colon', 'regions:\n  - cache:|', undefined],
  ['a comment', 'version: 1 # ca|', undefined],
  ['what a plan has not', 'nonsense:\n  |', undefined],
])('%s', (_, text, wanted) => {
  expect(labels(text)).toEqual(wanted);
});

test('what is taken replaces what was typed of it', () => {
  expect(at('module:\n  fr|')).toMatchObject({ from: 'module:\n  '.length });
  expect(at('module: { from: bu|')).toMatchObject({ from: 'module: { from: '.length });
  const insert = (text: string, key: string) => at(text)?.suggestions.find(({ label }) => label === key)?.insert;
  expect(insert('|', 'name')).toBe('name: ');
  expect(insert('|', 'regions')).toBe('regions:\n  - ');
  expect(insert('regions:\n  - |', 'sync')).toBe('sync:\n      ');
  expect(insert('regions:\n  - { |', 'sync')).toBe('sync: ');
});

test('a hover says what a key means, of the key and of its value', () => {
  const text = 'regions:\n  - { device: a, sync: { mode: as-is } } # size: of the buffer\nmodule:\n  on: board\n';
  const hovered = (part: string) => hoverAt(text, text.indexOf(part) + 1)?.field.about;
  const about = (key: string, ...path: string[]) => fieldsAt(path).find((field) => field.key === key)?.about;
  expect(hovered('regions')).toBe(about('regions'));
  expect(hovered('device')).toBe(about('device', 'regions', '*'));
  expect(hovered('as-is')).toBe(about('mode', 'regions', '*', 'sync'));
  expect(hovered('board')).toBe(about('on', 'module'));
  expect(hovered('size')).toBeUndefined();
});

test('every key of a plan is told of, in the schema for editors too', () => {
  for (const [place, keys] of Object.entries(knownKeys)) {
    const fields = fieldsAt(place === '' ? [] : place.split('.'));
    expect(fields.map(({ key }) => key)).toEqual(keys);
    for (const { key, about } of fields) expect([key, about]).toEqual([key, expect.stringMatching(/\.$/)]);
  }
  expect(planJsonSchema()).toMatchObject({ required: ['version'], additionalProperties: false });
});

test('no text and no place in it is too broken', () => {
  const words = fc.constantFrom(
    ...examplePlan().split(/(?<=[\s:{}])/),
    '- ',
    '{ ',
    ' }',
    '\n',
    '  ',
    'regions:\n',
    'sync: ',
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 30 }), fc.nat(), (parts, place) => {
      const text = parts.join('');
      const offset = place % (text.length + 1);
      const found = completionAt(text, offset);
      if (found !== undefined) expect([found.from <= offset, found.suggestions.length > 0]).toEqual([true, true]);
      hoverAt(text, offset);
    }),
    { numRuns: 2000 },
  );
});
