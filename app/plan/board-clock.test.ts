import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clockNotice } from './board-clock.ts';

const now = new Date('2026-05-01T12:00:00.000Z');

test('a clock that is right enough is not spoken of; every other is, with the offset and its sign', () => {
  fc.assert(
    fc.property(fc.integer({ min: -2_000_000_000, max: 2_000_000_000 }), (offset) => {
      const notice = clockNotice(new Date(now.getTime() + offset * 1000), now);
      expect(notice?.data?.offsetSeconds).toBe(Math.abs(offset) <= 120 ? undefined : offset);
    }),
  );
});

test('a board without a battery: the time since the epoch, and the words that set it', () => {
  expect(clockNotice(new Date('1970-01-01T00:03:00.000Z'), now)).toMatchObject({
    id: 'board.clock-wrong',
    message: expect.stringContaining('56 years behind'),
    hint: expect.stringContaining("date -u -s '2026-05-01 12:00:00'"),
  });
});
