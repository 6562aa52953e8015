import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { roundSize, sizeText, transferText } from './size-text.ts';

it.each([
  [0n, '0x0 (0 bytes)'],
  [1n, '0x1 (1 byte)'],
  [1023n, '0x3ff (1023 bytes)'],
  [1024n, '0x400 (1 KiB)'],
  [1536n, '0x600 (1.5 KiB)'],
  [0xffffcn, '0xffffc (about 1 MiB)'],
  [0x100000n, '0x100000 (1 MiB)'],
  [0x100001n, '0x100001 (about 1 MiB)'],
  [3n << 30n, '0xc0000000 (3 GiB)'],
  [2n ** 64n - 1n, '0xffffffffffffffff (about 16 EiB)'],
])('%s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});

it('is never off by more than a twentieth of its unit', () => {
  const scale: Readonly<Record<string, number>> = {
    byte: 1,
    bytes: 1,
    KiB: 2 ** 10,
    MiB: 2 ** 20,
    GiB: 2 ** 30,
    TiB: 2 ** 40,
  };
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 45 }), (bytes) => {
      const [number = '', unit = ''] = roundSize(BigInt(bytes)).split(' ');
      expect(Math.abs(Number(number) - bytes / (scale[unit] ?? 0))).toBeLessThanOrEqual(0.0500001);
      expect(Number(number)).toBeLessThan(1024);
    }),
  );
});

it('tells how far a transfer is, and its rate once there is one', () => {
  expect([
    transferText(0, 2 ** 26, 10),
    transferText(3 * 2 ** 20, 2 ** 26, 1000),
    transferText(2 ** 26, 2 ** 26, 4000),
    transferText(0, 0, 0),
  ]).toEqual([
    '0 bytes of 64 MiB, 0%',
    '3 MiB of 64 MiB, 4.6%, 3 MiB/s',
    '64 MiB of 64 MiB, 100%, 16 MiB/s',
    '0 bytes of 0 bytes, 100%',
  ]);
});
