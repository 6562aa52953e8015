import fc from 'fast-check';
import { expect, test } from 'vitest';
import { difference } from './difference.ts';

test('putting the difference in place makes the other text, and no smaller one does', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 12 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const { from, to, put } = difference(before, after);
      expect(before.slice(0, from) + put + before.slice(to)).toBe(after);
      if (to > from && put !== '') {
        expect([before[from], before[to - 1]]).not.toEqual([put[0], before[to - 1]]);
        expect(before[to - 1]).not.toBe(put.at(-1));
      }
      if (before === after) expect([from === to, put]).toEqual([true, '']);
    }),
  );
});
