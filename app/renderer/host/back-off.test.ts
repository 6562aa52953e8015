import { expect, it } from 'vitest';
import { backOffMs } from './back-off.ts';

it('doubles from a quarter of a second to ten seconds', () => {
  expect([1, 2, 3, 6, 7, 1000].map(backOffMs)).toEqual([250, 500, 1000, 8000, 10_000, 10_000]);
});
