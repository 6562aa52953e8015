import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawn, leastHeight } from './scale.ts';

const row = fc.record({
  address: fc.constant(0n),
  size: fc.oneof(
    fc.bigInt({ min: 1n, max: 1n << 40n }),
    fc.integer({ min: 0, max: 63 }).map((bits) => 1n << BigInt(bits)),
  ),
  hole: fc.boolean(),
});
const rows = fc.array(row, { maxLength: 40 });
const isHole = ({ hole }: { readonly hole: boolean }) => hole;

test('rows lie below each other, none too low to be hit, and the room is kept where it can be', () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 100, max: 2000 }), (all, height) => {
      const list = drawn(all, height, isHole);
      let top = 0;
      for (const each of list) {
        expect(each.top).toBe(top);
        expect(each.height).toBeGreaterThanOrEqual(leastHeight);
        top += each.height;
      }
      // Each is rounded by half a pixel at most.
      expect(top).toBeLessThanOrEqual(Math.max(height, all.length * leastHeight) + all.length / 2);
    }),
  );
});

test('what is said to be true to scale is, and the rest is off in the way that is said', () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 100, max: 2000 }), (all, height) => {
      const list = drawn(all, height, isHole);
      const honest = list.filter(({ scale }) => scale === 'true');
      for (const each of honest) {
        for (const other of honest) {
          const expected = (each.height * Number(other.row.size)) / Number(each.row.size);
          const slack = 1 + Number(other.row.size) / Number(each.row.size);
          expect(Math.abs(other.height - expected)).toBeLessThanOrEqual(slack);
        }
        for (const other of list) {
          if (other.scale === 'enlarged') expect(other.row.size).toBeLessThanOrEqual(each.row.size);
          if (other.scale === 'broken' && !other.row.hole) expect(other.row.size).toBeGreaterThanOrEqual(each.row.size);
        }
      }
    }),
  );
});

test('half of what is no hole is whole', () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 100, max: 2000 }), (all, height) => {
      const list = drawn(all, height, isHole).filter(({ row: each }) => !each.hole);
      expect(list.filter(({ scale }) => scale === 'broken').length).toBeLessThanOrEqual(list.length / 2);
    }),
  );
});
