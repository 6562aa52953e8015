import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowSizes } from '../../contract/settings.ts';
import { type CaretMove, caretIn, clampTop, lastTop, moveCaret, selectedRange, topShowing } from './caret.ts';
import {
  bytesOfRow,
  cellBytes,
  cellOf,
  columnOf,
  columnsOf,
  lastCell,
  rangeOfRows,
  rowCount,
  rowOf,
  rowStart,
} from './grid-layout.ts';
import { hexGeometry, hitAt } from './hex-geometry.ts';

const layout = fc.record({
  size: fc.oneof(fc.bigInt(1n, 4096n), fc.bigInt(1n, 2n ** 64n - 1n), fc.constantFrom(2n ** 40n, 5n * 2n ** 30n)),
  width: fc.constantFrom(8 as const, 16 as const, 32 as const, 64 as const),
  bytesPerRow: fc.constantFrom(...rowSizes),
});
const withOffset = layout.chain((each) => fc.tuple(fc.constant(each), fc.bigInt(0n, each.size - 1n)));

test('rows cover every byte of a device exactly once', () => {
  fc.assert(
    fc.property(withOffset, ([each, offset]) => {
      const row = rowOf(each, offset);
      const start = rowStart(each, row);
      expect(start <= offset && offset < start + BigInt(bytesOfRow(each, row))).toBe(true);
      const last = rowCount(each) - 1n;
      expect(rowStart(each, last) + BigInt(bytesOfRow(each, last))).toBe(each.size);
      expect([bytesOfRow(each, last + 1n), bytesOfRow(each, -1n)]).toEqual([0, 0]);
    }),
  );
});

test('a cell and its column say the same place', () => {
  fc.assert(
    fc.property(withOffset, ([each, offset]) => {
      const cell = cellOf(each, offset);
      const column = columnOf(each, cell);
      expect(Number.isInteger(column) && column < columnsOf(each)).toBe(true);
      expect(rowStart(each, rowOf(each, cell)) + BigInt(column * cellBytes(each))).toBe(cell);
    }),
  );
});

test('the caret stays on whole cells inside the device, and comes back the way it went', () => {
  const moves: readonly CaretMove[] = [
    'left',
    'right',
    'up',
    'down',
    'page-up',
    'page-down',
    'row-start',
    'row-end',
    'start',
    'end',
  ];
  fc.assert(
    fc.property(
      withOffset,
      fc.array(fc.constantFrom(...moves), { maxLength: 30 }),
      fc.integer({ min: 1, max: 60 }),
      ([each, offset], way, page) => {
        let caret = caretIn(each, offset);
        for (const move of way) {
          caret = moveCaret(each, caret, move, page);
          expect(caret % BigInt(cellBytes(each))).toBe(0n);
          expect(caret >= 0n && caret <= lastCell(each)).toBe(true);
        }
        for (const [there, back] of [
          ['right', 'left'],
          ['down', 'up'],
        ] as const) {
          const moved = moveCaret(each, caret, there, page);
          if (moved !== caret) expect(moveCaret(each, moved, back, page)).toBe(caret);
        }
      },
    ),
  );
});

test('a page down near the end stops in the same column of the last row that has it', () => {
  const small = { size: 100n, width: 8, bytesPerRow: 16 } as const;
  expect(moveCaret(small, 3n, 'page-down', 40)).toBe(99n);
  expect(moveCaret(small, 2n, 'page-down', 40)).toBe(98n);
  expect(moveCaret(small, 8n, 'page-down', 40)).toBe(88n);
  expect(moveCaret(small, 99n, 'page-up', 40)).toBe(3n);
});

test('the row of the caret is shown, and the last row is reached exactly', () => {
  fc.assert(
    fc.property(
      withOffset,
      fc.bigInt(0n, 2n ** 61n),
      fc.integer({ min: 1, max: 60 }),
      ([each, offset], before, page) => {
        const top = topShowing(each, clampTop(each, before, page), offset, page);
        const row = rowOf(each, offset);
        expect(top <= row && row < top + BigInt(page)).toBe(true);
        expect(top >= 0n && top <= lastTop(each, page)).toBe(true);
        const end = rangeOfRows(each, lastTop(each, page), page);
        expect(end.offset + end.size).toBe(each.size);
      },
    ),
  );
});

test('a selection holds both of its ends, whichever way it was drawn', () => {
  fc.assert(
    fc.property(withOffset, fc.bigInt(0n, 2n ** 64n), ([each, a], seed) => {
      const b = seed % each.size;
      const range = selectedRange(each, { anchor: a, caret: b });
      expect(range).toEqual(selectedRange(each, { anchor: b, caret: a }));
      for (const end of [a, b]) expect(range.offset <= end && end < range.offset + range.size).toBe(true);
    }),
  );
});

test('what is painted for a cell is hit where it was painted', () => {
  fc.assert(
    fc.property(withOffset, fc.integer({ min: 0, max: 50 }), ([each, offset], row) => {
      const geometry = hexGeometry(each, each.size, true);
      const at = rowOf(each, offset);
      const top = at > BigInt(row) ? at - BigInt(row) : 0n;
      const y = Number(at - top) + 0.5;
      const cell = cellOf(each, offset);
      const x = geometry.cells[columnOf(each, cell)] ?? 0;
      for (const dx of [0, geometry.digitsPerCell / 2, geometry.digitsPerCell - 0.01]) {
        expect(hitAt(each, geometry, top, { character: x + dx, row: y })).toEqual({ offset: cell, part: 'cell' });
      }
      const byte = Number(offset - rowStart(each, at));
      expect(hitAt(each, geometry, top, { character: geometry.ascii + byte + 0.5, row: y })).toEqual({
        offset: cell,
        part: 'text',
      });
    }),
  );
});
