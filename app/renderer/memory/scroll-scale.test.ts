import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowAtScroll, scrollAtRow, scrolledHeight, wheelRows } from './scroll-scale.ts';

const lastTop = fc.oneof(fc.bigInt(1n, 1000n), fc.bigInt(1n, 2n ** 60n), fc.constant(5n * 2n ** 26n));

test('both ends of the thumb are the first and the last row exactly', () => {
  fc.assert(
    fc.property(lastTop, fc.double({ min: 2, max: 8_000_000, noNaN: true }), (last, largest) => {
      expect(rowAtScroll(0, largest, last)).toBe(0n);
      expect(rowAtScroll(largest, largest, last)).toBe(last);
      // Chromium rounds scroll positions to a fraction of a pixel.
      expect(rowAtScroll(largest - 0.5, largest, last)).toBe(last);
      expect([scrollAtRow(0n, largest, last), scrollAtRow(last, largest, last)]).toEqual([0, largest]);
    }),
  );
});

test('further down is never higher up, and a row leads back to itself as far as pixels tell rows apart', () => {
  fc.assert(
    fc.property(
      lastTop,
      fc.double({ min: 100, max: 8_000_000, noNaN: true }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2 }),
      (last, largest, places) => {
        const rows = places.toSorted((a, b) => a - b).map((place) => rowAtScroll(place * largest, largest, last));
        for (const [index, row] of rows.entries()) {
          expect(row >= 0n && row <= last && (index === 0 || row >= (rows[index - 1] ?? 0n))).toBe(true);
          if (Number(last) > largest / 2) continue;
          const position = scrollAtRow(row, largest, last);
          if (position < largest - 1) expect(rowAtScroll(position, largest, last)).toBe(row);
        }
      },
    ),
  );
});

test('heights stay under what Chromium can scroll', () => {
  expect(scrolledHeight(1000n, 20)).toBe(20_000);
  expect(scrolledHeight(2n ** 60n, 20)).toBeLessThan(33_554_428);
});

test('a wheel turns whole rows and loses nothing of what is less', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 50 }), (deltas) => {
      let kept = 0;
      let rows = 0;
      for (const delta of deltas) {
        const turned = wheelRows(kept, { delta, mode: 0 }, 16, 30);
        kept = turned.kept;
        rows += turned.rows;
      }
      const all = deltas.reduce((sum, delta) => sum + delta, 0);
      expect(Math.abs(rows - Math.floor(all / 16))).toBe(0);
    }),
  );
  expect(wheelRows(0, { delta: -3, mode: 1 }, 20, 30)).toEqual({ rows: -3, kept: 0 });
  expect(wheelRows(0.5, { delta: 1, mode: 2 }, 20, 30).rows).toBe(30);
  expect(wheelRows(0.9, { delta: -20, mode: 0 }, 20, 30)).toEqual({ rows: -1, kept: 0 });
});
