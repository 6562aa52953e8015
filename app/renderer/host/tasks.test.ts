import { beforeEach, expect, it } from 'vitest';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { tellBoardRenamed } from './board-renamed.ts';
import { runTask, useTasks } from './tasks.ts';

beforeEach(() => useTasks.setState({ running: {}, failed: {} }));
const state = () => useTasks.getState();

it('tells what runs, and nothing after it', async () => {
  const go = Promise.withResolvers<void>();
  const done = runTask('k', 'Work', async (_signal, tell) => {
    tell('half');
    await go.promise;
  });
  expect(state().running.k).toMatchObject({ what: 'Work', text: 'half', stopping: false });
  go.resolve();
  expect(await done).toBe(true);
  expect(state()).toEqual({ running: {}, failed: {} });
});

it('does not start twice', async () => {
  const go = Promise.withResolvers<void>();
  const first = runTask('k', 'Work', () => go.promise);
  expect(await runTask('k', 'Work', async () => expect.unreachable())).toBe(false);
  go.resolve();
  expect(await first).toBe(true);
});

it('keeps why it failed, until it is started again', async () => {
  expect(await runTask('k', 'Work', () => Promise.reject(problem('some.problem', 'It failed.')))).toBe(false);
  expect(state().failed.k).toMatchObject({ id: 'some.problem' });
  await runTask('k', 'Work', async () => {});
  expect(state().failed).toEqual({});
});

it('stops, and what was cancelled has not failed', async () => {
  const done = runTask('k', 'Work', (signal) => {
    const { promise, reject } = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => reject(problem('cancelled', 'It was cancelled.')));
    return promise;
  });
  state().running.k?.stop();
  expect(state().running.k?.stopping).toBe(true);
  expect(await done).toBe(false);
  expect(state()).toEqual({ running: {}, failed: {} });
});

it('goes on under the new name of its board, and leaves nothing under the old one', async () => {
  const go = Promise.withResolvers<void>();
  const failing = runTask('connect:zynq', 'Connect', async (_signal, tell) => {
    await go.promise;
    tell('late');
    throw problem('some.problem', 'It failed.');
  });
  await runTask('facts:zynq', 'Ask', () => Promise.reject(problem('other.problem', 'It failed.')));
  tellBoardRenamed({ name: 'zynq', to: 'desk' });
  tellBoardRenamed({ name: 'desk', to: 'shelf' });
  expect(Object.keys(state().running)).toEqual(['connect:shelf']);
  go.resolve();
  expect(await failing).toBe(false);
  expect(state()).toEqual({
    running: {},
    failed: {
      'connect:shelf': expect.objectContaining({ id: 'some.problem' }),
      'facts:shelf': expect.objectContaining({ id: 'other.problem' }),
    },
  });
});
