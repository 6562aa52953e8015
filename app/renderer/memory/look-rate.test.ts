import { expect, test } from 'vitest';
import { LookRate } from './look-rate.ts';

/** Looks each `periodMs` for `forMs`; every one is sent when something changes, else one a second, as the helper does. */
function play(
  rate: LookRate,
  { periodMs, forMs, changes }: { periodMs: number; forMs: number; changes: boolean },
): void {
  let sentAt = Number.NEGATIVE_INFINITY;
  let sample = 0;
  for (let looks = 1; looks * periodMs <= forMs; looks += 1) {
    const at = looks * periodMs;
    if (sample > 0 && !changes && at + periodMs - sentAt <= 1000) continue;
    const runs = sample === 0 || changes ? [{ offset: 0, size: 4 }] : [];
    // The board's clock is another one than the window's.
    rate.heard({ sample, looks, at: at + 77_000, changes: runs }, at);
    sample += 1;
    sentAt = at;
  }
}

test.each([
  [10, 100, false, '10 Hz, no changes'],
  [10, 100, true, '10 Hz'],
  [1, 1000, false, '1 Hz, no changes'],
  [2, 500, true, '2 Hz'],
  [60, 16, true, '60 Hz'],
  [60, 16, false, '60 Hz, no changes'],
  [60, 18.5, true, '54 of 60 Hz'],
  [60, 18.5, false, '54 of 60 Hz, no changes'],
  [30, 250, true, '4.0 of 30 Hz'],
  [30, 250, false, '4.0 of 30 Hz, no changes'],
])('asked for %d Hz, one look each %d ms, changing: %s', (asked, periodMs, changes, text) => {
  const rate = new LookRate(asked, 0);
  play(rate, { periodMs, forMs: 6000, changes });
  expect(rate.said(6000)).toEqual({ text, tone: text.includes(' of ') ? 'warn' : 'plain' });
});

test('before there is anything to measure it starts; silence is told with its length', () => {
  const rate = new LookRate(10, 0);
  expect(rate.said(100)).toEqual({ text: 'starting…', tone: 'plain' });
  expect(rate.said(3400)).toEqual({ text: 'no answer for 3 s', tone: 'bad' });
  play(rate, { periodMs: 100, forMs: 6000, changes: true });
  expect(rate.said(6100).text).toBe('10 Hz');
  expect(rate.said(11_000)).toEqual({ text: 'no answer for 5 s', tone: 'bad' });
});

test('that nothing changes is told some time after the last change, and the first sample is none', () => {
  const rate = new LookRate(10, 0);
  rate.heard({ sample: 0, looks: 1, at: 0, changes: [{ offset: 0, size: 64 }] }, 0);
  rate.heard({ sample: 1, looks: 10, at: 900, changes: [] }, 900);
  expect(rate.said(950).text).toBe('10 Hz, no changes');
  rate.heard({ sample: 2, looks: 12, at: 1100, changes: [{ offset: 0, size: 1 }] }, 1100);
  expect(rate.said(1200).text).toBe('10 Hz');
  rate.heard({ sample: 3, looks: 33, at: 3200, changes: [] }, 3200);
  expect(rate.said(3300).text).toBe('10 Hz, no changes');
});
