import { expect, test } from 'vitest';
import { leadingZeroDigits } from './cell-text.ts';

test.each([
  ['00000001', 6],
  ['00000010', 6],
  ['00010000', 2],
  ['0a000000', 0],
  ['a0000000', 0],
  ['00000000', 0],
  ['05', 0],
])('of %s %d digits are of zero bytes in front', (digits, zeros) => {
  expect(leadingZeroDigits(digits)).toBe(zeros);
});
