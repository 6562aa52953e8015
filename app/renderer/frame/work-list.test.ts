import { expect, test } from 'vitest';
import type { BoardState, Work } from '../../contract/state.ts';
import type { Task } from '../host/tasks.ts';
import { allWork } from './work-list.ts';

const task = (what: string, part: Partial<Task> = {}): Task => ({
  what,
  since: 1000,
  text: 'boot the kernel',
  stopping: false,
  stop() {},
  ...part,
});

const work: Work = {
  id: 'work-1',
  kind: 'apply',
  plan: 'frames',
  startedAt: '2026-01-01T00:00:00.000Z',
  steps: [
    { index: 0, title: 'build', state: 'done' },
    { index: 1, title: 'load', state: 'output' },
    { index: 2, title: 'check', state: 'planned' },
    { index: 3, title: 'keep', state: 'planned' },
  ],
  outcome: 'running',
};

const zynq = (part: Partial<BoardState>): BoardState => ({
  board: { name: 'zynq', host: 'zynq.lab' },
  connection: { state: 'closed' },
  boot: 1,
  lease: { held: 'nobody' },
  ...part,
});

test('a task says what it is, how far it is in words, since when, and can be cancelled', () => {
  expect(allWork({ 'emulated:demo': task('Start demo') }, [])).toEqual([
    { id: 'emulated:demo', what: 'Start demo', text: 'boot the kernel', since: 1000, onCancel: expect.any(Function) },
  ]);
});

test('what is being stopped says so, and is not stopped twice', () => {
  const [found] = allWork({ x: task('Start demo', { stopping: true }) }, []);
  expect(found).toMatchObject({ what: 'Start demo: stopping' });
  expect(found).not.toHaveProperty('onCancel');
});

test('an apply tells its part by the steps that are over, and the step it is at', () => {
  expect(allWork({ 'apply:zynq': task('Apply the plan to zynq', { text: '' }) }, [zynq({ work })])).toEqual([
    {
      id: 'apply:zynq',
      what: 'Apply the plan to zynq',
      text: 'load',
      since: 1000,
      part: 0.25,
      onCancel: expect.any(Function),
    },
  ]);
});

test('what others do on a board is listed without a way to cancel it', () => {
  const connection = { state: 'opening', stage: 'deliver', text: '12 MiB of 99 MiB', attempt: 2 } as const;
  expect(allWork({}, [zynq({ work, connection })])).toEqual([
    { id: 'work-1', what: 'Apply to zynq', text: 'load', since: Date.parse(work.startedAt), part: 0.25 },
    { id: 'opening zynq', what: 'Connect zynq', text: 'Deliver the helper: 12 MiB of 99 MiB' },
  ]);
});

test('what is over is not listed', () => {
  expect(allWork({}, [zynq({ work: { ...work, outcome: 'done' } })])).toEqual([]);
});
