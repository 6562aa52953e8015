import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type AnswerTime, leastAnswer, noAnswerYet, onAnswer } from './answer-time.ts';

const after = (...milliseconds: number[]): AnswerTime => milliseconds.reduce(onAnswer, noAnswerYet);

it('tells the first look, and the quickest of the newest five from then on', () => {
  expect(after(42.4).told).toBe(42);
  expect(after(42, 300, 400, 300, 300).told).toBe(42);
  expect(after(42, 300, 400, 300, 300, 300).told).toBe(300);
  expect(after(300, 20).told).toBe(20);
  expect([after(0.2).told, after(9, 0.2).told, after(0.2, 9).told]).toEqual([10, 10, 10]);
});

it('tells nothing anew that is less than twice or more than half of what was told', () => {
  expect(after(40, 60, 60, 60, 60, 60).told).toBe(40);
  expect(after(40, 80, 80, 80, 80, 80).told).toBe(80);
  expect(after(40, 21).told).toBe(40);
  expect(after(40, 20).told).toBe(20);
});

it('is never far from the quickest of the newest, whatever comes', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 60_000, noNaN: true }), { minLength: 1 }), (all) => {
      const { told = 0, newest } = after(...all);
      const best = Math.max(leastAnswer, Math.round(Math.min(...newest)));
      expect(newest).toEqual(all.slice(-5));
      expect(told).toBeLessThan(best * 2 + 1);
      expect(told).toBeGreaterThan(best / 2 - 1);
    }),
  );
});
