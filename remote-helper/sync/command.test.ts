import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Direction } from '../contract/device.ts';
import { packedCommand } from './command.ts';
import { planSync } from './run.ts';

const direction = fc.constantFrom<Direction>('both', 'cpu-writes', 'device-writes');

test('words that the interface page spells out', () => {
  expect(packedCommand({ offset: 0x10000n, size: 0x1000n }, 'device-writes')).toBe(0x0001000000001008n);
  expect(packedCommand({ offset: 0xffffffffn, size: 0xfffffff0n }, 'cpu-writes')).toBe(0xfffffffffffffff4n);
  // 0 would be "nothing happens" and 1 "by the attributes"; bit 1 is ignored in a packed word.
  expect(packedCommand({ offset: 0n, size: 0n }, 'both')).toBe(2n);
});

test('a packed word says what was asked, and nothing else is packed', () => {
  const range = fc.record({ offset: fc.bigInt(0n, 2n ** 34n), size: fc.bigInt(0n, 2n ** 34n) });
  const packable = fc.record({
    offset: fc.bigInt(0n, 2n ** 32n - 1n),
    size: fc.bigInt(0n, 2n ** 28n - 1n).map((size) => size * 16n),
  });
  fc.assert(
    fc.property(fc.oneof(range, packable), direction, ({ offset, size }, dir) => {
      const word = packedCommand({ offset, size }, dir);
      const fits = offset < 2n ** 32n && size < 2n ** 32n && size % 16n === 0n;
      expect(word !== undefined).toBe(fits);
      if (word === undefined) return;
      expect([word >> 32n, word & 0xfffffff0n, (word >> 2n) & 3n]).toEqual([
        offset,
        size,
        { both: 0n, 'cpu-writes': 1n, 'device-writes': 2n }[dir],
      ]);
      expect(word >> 1n).not.toBe(0n);
    }),
  );
});

test('what does not fit goes by the attributes, with every byte of the range in them', () => {
  const now = {
    mode: 'non-cached',
    always: false,
    offset: 0x100n,
    size: 0x1001n,
    direction: 'both',
    owner: 'cpu',
  } as const;
  expect(planSync({ device: 'd' }, now)).toEqual({ command: 1n });
  expect(planSync({ device: 'd', direction: 'cpu-writes' }, now)).toEqual({
    command: 1n,
    attributes: { offset: 0x100n, size: 0x1001n, direction: 'cpu-writes' },
  });
  expect(planSync({ device: 'd', range: { offset: 2n ** 32n, size: 0x1000n } }, now)).toEqual({
    command: 1n,
    attributes: { offset: 2n ** 32n, size: 0x1000n, direction: 'both' },
  });
  expect(planSync({ device: 'd', range: { offset: 0n, size: 2n ** 32n }, direction: 'device-writes' }, now)).toEqual({
    command: 1n,
    attributes: { offset: 0n, size: 2n ** 32n, direction: 'device-writes' },
  });
});
