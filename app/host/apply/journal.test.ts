import { expect, test } from 'vitest';
import { transactionsOf } from './journal.ts';

const bootId = 'this';
const line = (entry: Record<string, unknown>, boot = bootId) => ({
  bootId: boot,
  entry: { format: 1, apply: 'a', ...entry },
});
const region = { device: 'uiomem0', address: '0x70000000', size: '0x1000', content: 'memory' };
const begin = { event: 'begin', plan: '', who: 'me@here', at: '2026-01-01', regions: [region] };
const unload = { kind: 'module.unload' };

test('what an interrupted apply leaves to undo', () => {
  expect(
    transactionsOf(
      [
        line({ ...begin, apply: 'old' }, 'another'),
        line(begin),
        line({ event: 'will', index: 0, title: 'send', undo: { kind: 'upload.remove', sha256: 'a'.repeat(64) } }),
        line({ event: 'did', index: 0 }),
        line({ event: 'will', index: 1, title: 'load', undo: unload }),
      ],
      bootId,
    ),
  ).toEqual([
    {
      id: 'a',
      plan: '',
      who: 'me@here',
      at: '2026-01-01',
      regions: [{ device: 'uiomem0', address: 0x7000_0000n, size: 0x1000n, content: 'memory' }],
      state: 'unfinished',
      next: 2,
      unknown: ['load'],
      done: [
        { index: 0, title: 'send', undo: { kind: 'upload.remove', sha256: 'a'.repeat(64) } },
        { index: 1, title: 'load', undo: unload },
      ],
    },
  ]);
});

test('undone steps, resumed and ended applies; entries of a newer format are left alone', () => {
  const told = transactionsOf(
    [
      line(begin),
      line({ event: 'will', index: 0, title: 'load', undo: unload }),
      line({ event: 'did', index: 0 }),
      line({ event: 'resume', who: 'you@there', at: '2026-01-02', regions: [] }),
      line({ event: 'undone', index: 0 }),
      line({ event: 'end', outcome: 'applied' }),
      line({ ...begin, apply: 'b' }),
      line({ event: 'end', apply: 'b', outcome: 'rolled-back' }),
      line({ event: 'future', format: 2 }),
      line({ event: 'will', apply: 'nobody', index: 0, title: '' }),
    ],
    bootId,
  );
  expect(told.map(({ id, state, who, done }) => [id, state, who, done.length])).toEqual([
    ['a', 'applied', 'you@there', 0],
    ['b', 'rolled-back', 'me@here', 0],
  ]);
});

test('nothing is removed that no digest names', () => {
  const [told] = transactionsOf(
    [line(begin), line({ event: 'will', index: 0, title: 'x', undo: { kind: 'upload.remove', sha256: '../../etc' } })],
    bootId,
  );
  expect(told?.done).toEqual([]);
});
