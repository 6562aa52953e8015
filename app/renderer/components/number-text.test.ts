import fc from 'fast-check';
import { expect, it } from 'vitest';
import { numberError, numberText, readNumber } from './number-text.ts';

const largest = 2n ** 64n - 1n;

it('reads back what it shows, in either unit', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, largest), fc.constantFrom('address', 'size'), (value, unit) => {
      expect(readNumber(numberText(value, unit))).toBe(value);
      expect(numberError(numberText(value, unit), 0n, largest)).toBeUndefined();
    }),
  );
});

it.each([
  ['', 'Write a number like 0x1000, 4096 or 256 KiB.'],
  ['0x1g', 'Write a number like 0x1000, 4096 or 256 KiB.'],
  ['15', 'At least 0x10.'],
  ['1 MiB', 'At most 0x1000.'],
  ['4 KiB', undefined],
])('says what is wrong with %j', (text, error) => {
  expect(numberError(text, 0x10n, 0x1000n)).toBe(error);
});
