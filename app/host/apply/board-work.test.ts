import { expect, it } from 'vitest';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { StepEvent } from '../../contract/plan.ts';
import type { Work } from '../../contract/state.ts';
import { BoardWork } from './board-work.ts';

const event = (index: number, state: StepEvent['state']): StepEvent => ({ index, title: `step ${index}`, state });
const quiet = { tell: async () => {}, signal: new AbortController().signal };

it('runs one work on a board at a time, and others beside it', async () => {
  const told: [string, Work][] = [];
  const work = new BoardWork((board, state) => told.push([board, state]));
  const first = Promise.withResolvers<string>();
  const running = work.run('a', { kind: 'apply', plan: 'ours' }, quiet, () => first.promise);
  let touched = false;
  const second = work.run('a', { kind: 'rollback', plan: '' }, quiet, async () => {
    touched = true;
  });
  await expect(second).rejects.toMatchObject({ id: 'plan.busy', problem: { data: { kind: 'apply', plan: 'ours' } } });
  expect(touched).toBe(false);
  expect(() => work.refuseWhileRunning('a')).toThrow(expect.objectContaining({ id: 'plan.busy' }));
  work.refuseWhileRunning('b');
  await work.run('b', { kind: 'apply', plan: '' }, quiet, async (tell) => tell(event(0, 'done')));
  first.resolve('done');
  expect(await running).toBe('done');
  await work.run('a', { kind: 'rollback', plan: '' }, quiet, async () => {});
  expect(told.map(([board, { kind, outcome }]) => `${board} ${kind} ${outcome}`)).toEqual([
    'a apply running',
    'b apply running',
    'b apply running',
    'b apply done',
    'a apply done',
    'a rollback running',
    'a rollback done',
  ]);
});

it('says how a work ended: by itself, by a problem, by its caller', async () => {
  let last: Work | undefined;
  const work = new BoardWork((_board, state) => {
    last = state;
  });
  const fail = async () => {
    throw problem('step.broken', 'It broke.', { data: { address: 16n } as never });
  };
  await expect(work.run('a', { kind: 'apply', plan: '' }, quiet, fail)).rejects.toMatchObject({ id: 'step.broken' });
  expect(last).toMatchObject({ outcome: 'failed', problem: { id: 'step.broken', data: { address: '0x10' } } });
  const stopped = { ...quiet, signal: AbortSignal.abort() };
  await expect(work.run('a', { kind: 'apply', plan: '' }, stopped, fail)).rejects.toMatchObject({});
  expect(last?.outcome).toBe('cancelled');
  await work.run('a', { kind: 'apply', plan: '' }, quiet, async (tell, named) => {
    named('a plan');
    await tell(event(0, 'done'));
    await tell(event(1, 'planned'));
  });
  expect(last).toMatchObject({ outcome: 'done', plan: 'a plan', steps: [{ index: 0 }] });
});
