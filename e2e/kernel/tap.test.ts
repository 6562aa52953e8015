import { expect, test } from 'vitest';
import { parseTap } from './tap.ts';

test('results, skips, notes and the plan', () => {
  const text = `ok 1 - a: one
not ok 2 - a: two
# found 1, wanted 2
ok 3 - b: three # SKIP no such machine
1..3
# 1 passed, 1 failed, 1 skipped
`;
  expect(parseTap(text)).toEqual({
    tests: [
      { number: 1, name: 'a: one', passed: true, skipped: undefined, notes: [] },
      { number: 2, name: 'a: two', passed: false, skipped: undefined, notes: ['found 1, wanted 2'] },
      {
        number: 3,
        name: 'b: three',
        passed: true,
        skipped: 'no such machine',
        notes: ['1 passed, 1 failed, 1 skipped'],
      },
    ],
    fault: undefined,
  });
});

test.each([
  ['ok 1 - a\n', 'the run ended after test 1 without a plan'],
  ['ok 1 - a\n1..2\n', '1 tests of 2 were reported'],
  ['ok 1 - a\nBail out! no node (No such file)\n', 'Bail out! no node (No such file)'],
  ['', 'the run ended after test 0 without a plan'],
])('a run that is not whole: %j', (text, fault) => {
  expect(parseTap(text).fault).toBe(fault);
});
