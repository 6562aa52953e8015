import { expect, test } from 'vitest';
import { accountsOf } from './journal-account.ts';

const bootId = 'this';
const line = (entry: Record<string, unknown>, boot = bootId) => ({
  bootId: boot,
  entry: { format: 1, apply: 'a', ...entry },
});
const begin = { event: 'begin', plan: 'frames', who: 'ada@bench7', at: '2026-01-01', regions: [] };
const told = { tool: '1.2.3', helper: 'h', logFrom: 7, findings: [], text: 'version: 1', sha256: 'f' };

test('an apply with all that is told for reports', () => {
  expect(
    accountsOf(
      [
        line({ ...begin, apply: 'other boot' }, 'another'),
        line({ ...begin, told }),
        line({ event: 'will', index: 1, title: 'load', told: { shell: 'insmod uiomem.ko', where: 'board' } }),
        line({ event: 'did', index: 1, told: { milliseconds: 12, output: { text: 'ok', cut: 0 } } }),
        line({ event: 'end', outcome: 'applied', at: '2026-01-02' }),
      ],
      bootId,
    ),
  ).toEqual([
    {
      format: 1,
      id: 'a',
      bootId,
      by: 'ada@bench7',
      began: '2026-01-01',
      ended: '2026-01-02',
      tool: '1.2.3',
      helper: 'h',
      logFrom: 7,
      findings: [],
      plan: { name: 'frames', text: 'version: 1', sha256: 'f' },
      outcome: 'applied',
      steps: [
        {
          index: 1,
          title: 'load',
          where: 'board',
          shell: 'insmod uiomem.ko',
          result: 'done',
          milliseconds: 12,
          output: { text: 'ok', cut: 0 },
        },
      ],
    },
  ]);
});

test('one of a version that tells nothing for reports, or otherwise, is read as far as it goes', () => {
  const [old, newer] = accountsOf(
    [
      line(begin),
      line({ event: 'will', index: 0, title: 'load' }),
      line({ ...begin, apply: 'b', told: { tool: 5 } }),
      line({ event: 'will', apply: 'b', index: 0, title: 'load', told: { shell: [], where: 'moon' } }),
      line({ event: 'did', apply: 'b', index: 0, told: 'fast' }),
    ],
    bootId,
  );
  expect(old).toMatchObject({ outcome: 'unfinished', steps: [{ index: 0, title: 'load', result: 'unknown' }] });
  expect(newer).toMatchObject({ outcome: 'unfinished', steps: [{ index: 0, title: 'load', result: 'done' }] });
  expect(newer?.tool).toBeUndefined();
});

const failed = [
  line(begin),
  line({ event: 'will', index: 0, title: 'send' }),
  line({ event: 'did', index: 0 }),
  line({ event: 'will', index: 1, title: 'load' }),
  line({ event: 'failed', index: 1, told: { id: 'module.load-failed', message: 'Busy.' } }),
  line({ event: 'undone', index: 0 }),
];

test('a step that failed, and what was undone for it', () => {
  const [cut] = accountsOf(failed, bootId);
  expect(cut).toMatchObject({
    outcome: 'failed',
    problem: { id: 'module.load-failed' },
    rollBack: { why: 'failed', by: 'ada@bench7', result: 'unfinished' },
    steps: [
      { title: 'send', result: 'done', undo: { result: 'undone' } },
      { title: 'load', result: 'failed', failure: 'Busy.' },
    ],
  });
  const [whole] = accountsOf([...failed, line({ event: 'end', outcome: 'rolled-back', at: 'then' })], bootId);
  expect(whole).toMatchObject({ outcome: 'failed', rollBack: { why: 'failed', result: 'done', ended: 'then' } });
});

test('one that was cancelled; one that was resumed elsewhere; one that somebody took back', () => {
  const cancelled = line({ event: 'failed', told: { id: 'cancelled', message: 'The work was cancelled.' } });
  expect(accountsOf([line(begin), cancelled], bootId)).toMatchObject([{ outcome: 'cancelled' }]);
  const resumed = [line(begin), line({ event: 'resume', who: 'bob@there', at: 'x', regions: [], told: { tool: '2' } })];
  expect(accountsOf(resumed, bootId)).toMatchObject([{ by: 'bob@there', tool: '2', outcome: 'unfinished' }]);
  const taken = [
    line(begin),
    line({ event: 'will', index: 0, title: 'load' }),
    line({ event: 'did', index: 0 }),
    line({ event: 'end', outcome: 'applied' }),
    line({ event: 'rollback', who: 'bob@there', at: 'later' }),
    line({ event: 'undone', index: 0 }),
    line({ event: 'end', outcome: 'rolled-back', at: 'last' }),
  ];
  expect(accountsOf(taken, bootId)).toMatchObject([
    {
      outcome: 'applied',
      by: 'ada@bench7',
      rollBack: { why: 'asked', by: 'bob@there', began: 'later', ended: 'last', result: 'done' },
    },
  ]);
});
