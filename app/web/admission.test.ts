/** Tokens and keys, with a clock that the test moves. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Admission } from './admission.ts';

let admission: Admission;
beforeEach(() => {
  vi.useFakeTimers();
  admission = new Admission(() => Date.now());
});
afterEach(() => vi.useRealTimers());

test('a token opens one window within a minute, and not a moment later', async () => {
  const [first, second] = [admission.token(), admission.token()];
  const [early, late] = [admission.entered(first), admission.entered(second)];
  vi.advanceTimersByTime(60_000);
  expect(admission.admit(second)).toBeDefined();
  vi.advanceTimersByTime(1);
  expect(admission.admit(first)).toBeUndefined();
  expect([await early, await late]).toEqual([false, true]);
});

test('what is asked about a token that is used, old or made up is answered at once', async () => {
  const used = admission.token();
  admission.admit(used);
  expect([await admission.entered(used), await admission.entered('x')]).toEqual([false, false]);
});

test('each window has a key of its own; none is a token, and no token a key', () => {
  const token = admission.token();
  const keys = [admission.admit(token), admission.admit(admission.token())].map((key) => key ?? '');
  expect(new Set([...keys, token]).size).toBe(3);
  expect(keys.map((key) => admission.knows(key))).toEqual([true, true]);
  expect(keys.map((key) => admission.admit(key))).toEqual([undefined, undefined]);
  expect([admission.knows(admission.token()), admission.knows(''), admission.knows('x')]).toEqual([
    false,
    false,
    false,
  ]);
});

test('there is an end to how many are kept, and what is used stays', async () => {
  const first = admission.token();
  const forgotten = admission.entered(first);
  for (let count = 0; count < 64; count += 1) admission.token();
  expect([admission.admit(first), await forgotten]).toEqual([undefined, false]);
  const keys = Array.from({ length: 300 }, () => admission.admit(admission.token()) ?? '');
  expect([admission.knows(keys[0] ?? ''), admission.knows(keys.at(-1) ?? '')]).toEqual([false, true]);
});
