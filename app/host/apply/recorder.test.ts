import { expect, it } from 'vitest';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { StepEvent } from '../../contract/plan.ts';
import type { Account } from '../../plan/report/account.ts';
import type { Step } from '../../plan/step.ts';
import { Recorder } from './recorder.ts';

const start: Account = {
  format: 1,
  id: 'a',
  bootId: 'b',
  by: 'ada@bench7',
  began: '2026-01-01',
  plan: { name: '' },
  steps: [],
  outcome: 'unfinished',
};
const step = (title: string): Step => ({
  action: { kind: 'module.unload' },
  title,
  where: 'board',
  shell: `do ${title}`,
});
const list = (...titles: string[]) => titles.map((title, index) => ({ index, step: step(title) }));

/** A recorder that has heard these of steps 0, 1, … */
async function heard(...events: Omit<StepEvent, 'title'>[]): Promise<Recorder> {
  const recorder = new Recorder(start, ['a long secret']);
  recorder.planned(list('send', 'load', 'set'));
  const hear = recorder.hearing(async () => {});
  for (const event of events) await hear({ title: '?', ...event });
  return recorder;
}
const done = (index: number): Omit<StepEvent, 'title'>[] => [
  { index, state: 'started', milliseconds: 0 },
  { index, state: 'done', milliseconds: 5 },
];
const short = ({ account: { steps } }: Recorder) =>
  steps.map(({ title, result, undo }) => [title, result, ...(undo === undefined ? [] : [undo.result])].join(' '));

it('notes steps as they go, and tells on', async () => {
  const told: string[] = [];
  const recorder = await heard(...done(0), { index: 1, state: 'started' }, { index: 1, state: 'output', text: 'a' });
  await recorder.hearing(async ({ state }) => void told.push(state))({
    index: 1,
    title: '?',
    state: 'output',
    text: 'b, a long secret',
  });
  expect(told).toEqual(['output']);
  expect(recorder.account.steps).toEqual([
    { index: 0, title: 'send', where: 'board', shell: 'do send', result: 'done', milliseconds: 5 },
    {
      index: 1,
      title: 'load',
      where: 'board',
      shell: 'do load',
      result: 'unknown',
      output: { text: 'a\nb, (withheld)', cut: 0 },
    },
    { index: 2, title: 'set', where: 'board', shell: 'do set', result: 'not-done' },
  ]);
  // A build decides what comes after it.
  recorder.planned(list('send', 'load', 'set', 'keep').slice(2));
  expect(short(recorder)).toEqual(['send done', 'load unknown', 'set not-done', 'keep not-done']);
});

it('keeps the end of a long output, and says how much is gone', async () => {
  const recorder = await heard(
    { index: 0, state: 'started' },
    { index: 0, state: 'output', text: 'x'.repeat(8_000) },
    { index: 0, state: 'output', text: 'y'.repeat(1_000) },
  );
  expect(recorder.step(0)?.output).toEqual({ text: `${'x'.repeat(7_191)}\n${'y'.repeat(1_000)}`, cut: 809 });
});

it('an apply that failed and was taken back', async () => {
  const recorder = await heard(
    ...done(0),
    { index: 1, state: 'started' },
    { index: 1, state: 'failed', text: 'Busy.', milliseconds: 3 },
    { index: 1, state: 'undone', milliseconds: 2 },
    { index: 0, state: 'undone', milliseconds: 1 },
  );
  recorder.failed(problem('module.load-failed', 'Busy.', { hint: 'Wait.', data: { step: 1, rolledBack: 2 } }), false);
  expect(short(recorder)).toEqual(['send done undone', 'load failed undone', 'set not-done']);
  expect(recorder.account).toMatchObject({
    outcome: 'failed',
    problem: { id: 'module.load-failed', message: 'Busy.', hint: 'Wait.' },
    rollBack: { why: 'failed', by: 'ada@bench7', result: 'done' },
  });
});

it('one that was cancelled, one that could not be taken back, one that failed before the board was touched', async () => {
  const cancelled = await heard(...done(0));
  cancelled.failed(problem('cancelled', 'x', { data: { rolledBack: 1 } }), true);
  expect(cancelled.account).toMatchObject({ outcome: 'cancelled', rollBack: { result: 'done' } });
  const stuck = await heard(...done(0));
  stuck.failed(problem('plan.rollback-failed', 'x', { data: { first: { id: 'module.load-failed' } } }), false);
  expect(stuck.account).toMatchObject({ outcome: 'failed', rollBack: { result: 'failed' } });
  const early = await heard({ index: 0, state: 'started' }, { index: 0, state: 'failed', text: 'no headers' });
  early.failed(problem('module.build-failed', 'x'), false);
  expect(early.account.outcome).toBe('failed');
  expect(early.account.rollBack).toBeUndefined();
});

it('a link that is lost leaves the step that was asked for in doubt, and in the middle of undoing the roll back', async () => {
  const lost = await heard(...done(0), { index: 1, state: 'started' }, { index: 1, state: 'failed', text: 'gone' });
  lost.failed(problem('link.lost', 'Gone.'), false);
  expect([lost.account.outcome, lost.account.rollBack, short(lost)]).toEqual([
    'unfinished',
    undefined,
    ['send done', 'load unknown', 'set not-done'],
  ]);
  const undoing = await heard(...done(0), { index: 1, state: 'started' }, { index: 1, state: 'failed', text: 'busy' });
  undoing.failed(problem('link.lost', 'Gone.', { data: { first: { id: 'module.load-failed' } } }), false);
  expect(undoing.account).toMatchObject({ outcome: 'failed', rollBack: { why: 'failed', result: 'unfinished' } });
  expect(short(undoing)[1]).toBe('load failed');
});

it('a roll back that somebody asked for', async () => {
  const recorder = await heard(...done(0));
  recorder.done('2026-01-02');
  recorder.beginRollBack('bob@there');
  expect(recorder.account.rollBack).toMatchObject({ why: 'asked', by: 'bob@there', result: 'unfinished' });
  await recorder.hearing(async () => {})({ index: 0, title: 'send', state: 'undo-failed', text: 'in use' });
  recorder.endRollBack(problem('plan.rollback-failed', 'x'));
  expect(recorder.account).toMatchObject({
    outcome: 'applied',
    rollBack: { result: 'failed' },
    steps: [{ result: 'done', undo: { result: 'failed', failure: 'in use' } }, {}, {}],
  });
  recorder.endRollBack();
  expect(recorder.account.rollBack?.result).toBe('done');
});
