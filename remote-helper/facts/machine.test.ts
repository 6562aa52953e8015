import { expect, test } from 'vitest';
import { parseLockdown } from './lockdown.ts';
import { pageSizeOf } from './machine.ts';

function auxv(width: 4 | 8, pairs: readonly [number, number][]): Uint8Array {
  const bytes = Buffer.alloc(pairs.length * 2 * width);
  pairs.flat().forEach((word, index) => {
    if (width === 8) bytes.writeBigUInt64LE(BigInt(word), index * width);
    else bytes.writeUInt32LE(word, index * width);
  });
  return bytes;
}

test('the page size of either word width', () => {
  const pairs: [number, number][] = [
    [33, 0x12345678],
    [16, 0xff],
    [6, 65_536],
    [17, 100],
    [0, 0],
  ];
  expect(pageSizeOf(auxv(8, pairs))).toBe(65_536);
  expect(pageSizeOf(auxv(4, pairs))).toBe(65_536);
  expect(pageSizeOf(auxv(8, [[0, 0]]))).toBeUndefined();
  expect(pageSizeOf(new Uint8Array(3))).toBeUndefined();
});

test('the lockdown in force', () => {
  expect(parseLockdown('none [integrity] confidentiality')).toBe('integrity');
  expect(parseLockdown(undefined)).toBeUndefined();
});
