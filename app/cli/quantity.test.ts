import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseQuantity } from './quantity.ts';

it.each([
  ['0', 0n],
  ['4096', 4096n],
  ['0x400000000', 0x4_0000_0000n],
  ['0XFFFF_FFFF', 0xffff_ffffn],
  ['256KiB', 256n << 10n],
  ['1M', 1n << 20n],
  ['1 MiB', 1n << 20n],
  ['2g', 2n << 30n],
  ['16b', 16n],
  ['0xffffffffffffffff', 2n ** 64n - 1n],
])('%s', (text, value) => {
  expect(parseQuantity(text, 'size')).toBe(value);
});

it.each(['', ' ', '-1', '1.5M', '0x', '0xg', '1 MB/s', '1e6', 'K', '0x10000000000000000', '99999999999T', '_'])(
  'refuses %j',
  (text) => {
    expect(() => parseQuantity(text, 'size')).toThrow(/size must be a number/);
  },
);

it('reads back every number it can be told', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.boolean(), (value, hex) => {
      expect(parseQuantity(hex ? `0x${value.toString(16)}` : String(value), 'n')).toBe(value);
    }),
  );
});
