import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changedRuns, mostRuns, nearest } from './changed-runs.ts';

/** Two looks at the same bytes, alike but for some writes, wherever their buffers start. */
const looks = fc
  .record({
    before: fc.uint8Array({ maxLength: 300 }),
    writes: fc.array(fc.record({ at: fc.nat(299), bytes: fc.uint8Array({ maxLength: 12 }) }), { maxLength: 12 }),
    shifts: fc.tuple(fc.nat(3), fc.nat(3)),
  })
  .map(({ before, writes, shifts: [one, other] }) => {
    const after = before.slice();
    for (const { at, bytes } of writes)
      after.set(bytes.subarray(0, Math.max(0, after.length - at)), Math.min(at, after.length));
    const shifted = (bytes: Uint8Array, shift: number) => {
      const room = new Uint8Array(bytes.length + shift);
      room.set(bytes, shift);
      return room.subarray(shift);
    };
    return { before: shifted(before, one), after: shifted(after, other) };
  });

test('the old bytes with the runs applied are the new ones', () => {
  fc.assert(
    fc.property(looks, ({ before, after }) => {
      const made = before.slice();
      for (const { offset, size } of changedRuns(before, after))
        made.set(after.subarray(offset, offset + size), offset);
      expect(made).toEqual(Uint8Array.from(after));
    }),
    { numRuns: 1000 },
  );
});

test('runs are in order, inside, at least 8 equal bytes apart, and begin and end with a difference', () => {
  fc.assert(
    fc.property(looks, ({ before, after }) => {
      let end = -nearest;
      for (const { offset, size } of changedRuns(before, after)) {
        expect(size).toBeGreaterThan(0);
        expect(offset).toBeGreaterThanOrEqual(end + nearest);
        expect(before[offset]).not.toBe(after[offset]);
        end = offset + size;
        expect(before[end - 1]).not.toBe(after[end - 1]);
        // Nothing that is far enough apart was joined.
        let equal = 0;
        for (let at = offset; at < end; at += 1) {
          equal = before[at] === after[at] ? equal + 1 : 0;
          expect(equal).toBeLessThan(nearest);
        }
      }
      expect(end).toBeLessThanOrEqual(after.length);
    }),
    { numRuns: 1000 },
  );
});

test('runs beyond the most are one with the last', () => {
  const before = new Uint8Array(9 * 2 * mostRuns);
  const after = before.map((_, at) => (at % 9 === 0 ? 1 : 0));
  const runs = changedRuns(before, after);
  expect(runs.length).toBe(mostRuns);
  expect(runs.slice(0, -1)).toEqual(
    Array.from({ length: mostRuns - 1 }, (_, index) => ({ offset: index * 9, size: 1 })),
  );
  const last = (mostRuns - 1) * 9;
  expect(runs.at(-1)).toEqual({ offset: last, size: before.length - 8 - last });
});
