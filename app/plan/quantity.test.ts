import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exactSize, parseQuantity } from './quantity.ts';

test.each([
  ['0', 0n],
  ['0x4000_0000', 0x4000_0000n],
  ['0x1b', 0x1bn],
  ['256 KiB', 256n << 10n],
  ['1M', 1n << 20n],
  ['16b', 16n],
])('%s', (text, value) => {
  expect(parseQuantity(text)).toBe(value);
});

test.each(['', '0x', '0x_1', '0x10M', '0x7000000g', '1.5M', '-1', '1 MB/s', '0x10000000000000000', '17179869184G'])(
  '%s is none',
  (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  },
);

test('a size is read back from how it is shown', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.nat(40), (value, shift) => {
      const size = (value >> BigInt(shift)) << BigInt(shift);
      expect(parseQuantity(exactSize(size).replace(' bytes', ''))).toBe(size);
    }),
  );
});
