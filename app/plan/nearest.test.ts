import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distance, nearest } from './nearest.ts';

test.each([
  ['chache', 'cache'],
  ['adress', 'address'],
  ['Size', 'size'],
  ['sahreable', 'shareable'],
  ['frequency', undefined],
  ['x', undefined],
])('%s: %s', (word, meant) => {
  expect(nearest(word, ['device', 'load', 'address', 'size', 'cache', 'shareable'])).toBe(meant);
});

test('letters that changed places are one mistake', () => {
  expect([distance('ab', 'ba'), distance('sahreable', 'shareable'), distance('abc', 'ca')]).toEqual([1, 1, 3]);
});

test('a distance is symmetric, zero for equals only, and at most the longer word', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      const far = distance(a, b);
      expect([distance(b, a), far === 0, far <= Math.max(a.length, b.length)]).toEqual([far, a === b, true]);
    }),
  );
});
