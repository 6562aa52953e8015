import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOfValue, cellDigits, cellValue } from './cell-text.ts';
import { goTo } from './go-to.ts';
import { formsOf, typedValue } from './typed-value.ts';

const width = fc.constantFrom(8 as const, 16 as const, 32 as const, 64 as const);
const valueIn = width.chain((bits) => fc.tuple(fc.constant(bits), fc.bigInt(0n, 2n ** BigInt(bits) - 1n)));

test('each form of a value is read back as that value', () => {
  fc.assert(
    fc.property(valueIn, ([bits, value]) => {
      const forms = formsOf(value, bits);
      for (const form of [
        forms.hex,
        forms.decimal,
        forms.binary,
        forms.signed ?? forms.decimal,
        ` ${forms.hex.toUpperCase().replace('0X', '0x')} `,
      ]) {
        expect(typedValue(form, bits)).toEqual({ value });
      }
      expect(typedValue(forms.hex.slice(2), bits, true)).toEqual({ value });
    }),
  );
});

test('what is no value of the width is refused with its id', () => {
  const ids = (texts: readonly string[], bits: 8 | 16 | 32 | 64) =>
    texts.map((text) => typedValue(text, bits).problem?.id);
  expect(ids(['', '  ', 'ff', '0x', '0b12', '1.5', '--1', '0xg', '0x1 0x2'], 8)).toEqual([
    'value.empty',
    'value.empty',
    ...Array(7).fill('value.not-a-number'),
  ]);
  expect(ids(['256', '-129', '0x100', '0b100000000'], 8)).toEqual(Array(4).fill('value.too-wide'));
  expect(ids(['255', '-128', '0b1111_1111', '0xf_f', '+1'], 8)).toEqual(Array(5).fill(undefined));
  expect(typedValue('-1', 64)).toEqual({ value: 2n ** 64n - 1n });
  expect(typedValue('1_000', 16)).toEqual({ value: 1000n });
});

test('a cell shows what was written into it, in either byte order', () => {
  fc.assert(
    fc.property(valueIn, fc.boolean(), ([bits, value], bigEndian) => {
      const bytes = bytesOfValue(value, bits, bigEndian);
      expect(cellValue(bytes, 0, bytes.length, bigEndian)).toBe(value);
    }),
  );
  expect(cellDigits(Uint8Array.of(0, 0x12, 0x34, 0x56, 0x78), 1, 4, false)).toBe('78563412');
  expect(cellDigits(Uint8Array.of(0, 0x12, 0x34, 0x56, 0x78), 1, 4, true)).toBe('12345678');
});

test('go to takes offsets, addresses and sums', () => {
  const places = { base: 0x4_0000_0000n, size: 0x4_0000n, here: 0x100n, prefer: 'address' } as const;
  const targets: readonly (readonly [string, bigint | string])[] = [
    ['0x1000', 0x1000n],
    ['0x4_0000_1000', 0x1000n],
    ['0x400001000', 0x1000n],
    ['base+0x100', 0x100n],
    ['base + 4 KiB - 1', 0xfffn],
    ['end-16', 0x3fff0n],
    ['here+4', 0x104n],
    ['+0x10', 0x110n],
    ['-0x100', 0n],
    ['64 KiB', 0x1_0000n],
    ['end', 'go-to.outside'],
    ['0x40000', 'go-to.outside'],
    ['base-1', 'go-to.outside'],
    ['-0x101', 'go-to.outside'],
    ['', 'go-to.not-a-place'],
    ['base+', 'go-to.not-a-place'],
    ['1 2', 'go-to.not-a-place'],
    ['main', 'go-to.not-a-place'],
  ];
  for (const [text, wanted] of targets) {
    const target = goTo(text, places);
    expect([text, target.offset ?? target.problem?.id]).toEqual([text, wanted]);
  }
});

test('a number that is an offset and an address means what the address column shows', () => {
  const low = { base: 0x1000n, size: 0x10000n, here: 0n };
  expect(goTo('0x2000', { ...low, prefer: 'address' }).offset).toBe(0x1000n);
  expect(goTo('0x2000', { ...low, prefer: 'offset' }).offset).toBe(0x2000n);
});
