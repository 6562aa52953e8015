import { describe, expect, test } from 'vitest';
import { cellBytes, textBytes } from '../property.ts';
import { cellAt, cellsText, hasText, numberOfCells } from './cells.ts';

describe('a text of a list', () => {
  const list = textBytes('a,bus', 'ikwzm,uiomem', 'c');
  test.each([
    ['ikwzm,uiomem', true],
    ['a,bus', true],
    ['c', true],
    ['ikwzm,uio', false],
    ['uiomem', false],
    ['bus', false],
    ['ikwzm,uiomem-1', false],
  ])('%s: %s', (wanted, isThere) => {
    expect(hasText(list, wanted)).toBe(isThere);
  });
  test('without its end it is none', () => {
    expect(hasText(list.subarray(0, -1), 'c')).toBe(false);
    expect(hasText(undefined, 'c')).toBe(false);
    expect(hasText(new Uint8Array(), '')).toBe(false);
  });
});

test('numbers of cells, and what is not there', () => {
  const bytes = cellBytes([0xffff_ffff, 4, 0x8000_0000]);
  expect([cellAt(bytes, 0), cellAt(bytes, 2), cellAt(bytes, 3), cellAt(undefined, 0)]).toEqual([
    0xffff_ffff,
    0x8000_0000,
    undefined,
    undefined,
  ]);
  expect([numberOfCells(bytes, 0, 0), numberOfCells(bytes, 2, 1), numberOfCells(bytes, 1, 2)]).toEqual([
    0n,
    0x8000_0000n,
    0x4_8000_0000n,
  ]);
  expect(numberOfCells(bytes, 0, 3)).toBe(0x4_8000_0000n);
  expect(numberOfCells(bytes, 2, 2)).toBeUndefined();
  expect(cellsText(0x4_8000_0000n, 2)).toBe('0x4 0x80000000');
});
