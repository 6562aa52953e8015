import { expect, test } from 'vitest';
import { median, row } from './row.ts';

test('a rate is better when it is more, a time when it is less', () => {
  expect(row('dump', 'MiB/s', 'more', [30, 10, 20], [10, 10, 10], 1)).toEqual({
    name: 'dump',
    ours: 20,
    other: 10,
    unit: 'MiB/s',
    ratio: 2,
    goal: 1,
    met: true,
  });
  expect(row('read', 'ms', 'less', [2], [50], 50)).toMatchObject({ ratio: 25, met: false });
});

test('the median of nothing is refused', () => {
  expect(() => median([])).toThrow('nothing');
});
