import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable } from './printable.ts';

test('no text does anything', () => {
  expect(printable('\u001b[31mred\u0007\n\u009b1m')).toBe('␛[31mred␇␊\ufffd1m');
  expect(printable('a\u202eb\u2066c')).toBe('a\ufffdb\ufffdc');
  expect(printable('x'.repeat(2_010))).toBe(`${'x'.repeat(2_000)} … 10 more characters`);
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (text) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
      expect(printable(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
    }),
  );
});
