import { expect, it } from 'vitest';
import { durationText } from './elapsed.tsx';

it.each([
  [-5, '0 s'],
  [59_999, '59 s'],
  [65_000, '1 min 05 s'],
  [3_600_000, '1 h 00 min'],
  [7_380_000, '2 h 03 min'],
])('%d ms are %s', (milliseconds, text) => {
  expect(durationText(milliseconds)).toBe(text);
});
