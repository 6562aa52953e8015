/** Waiting for a board that starts anew: it is back with another boot, or it is told that it is not. */
import { expect, test } from 'vitest';
import { Secrets } from '../boards/secrets.ts';
import { awaitBack, type Waiting } from './reboot.ts';

const board = { name: 'zynq', host: '127.0.0.1', port: 1 };
const waiting = (ask: NonNullable<Waiting['ask']>, withinMs = 60_000): Waiting => ({
  secrets: new Secrets(),
  signal: new AbortController().signal,
  withinMs,
  recovery: ['Look at the console.'],
  onText: () => {},
  ask,
});

test('one that answers as before, or not at all, is not back yet', async () => {
  const answers = ['before', undefined, '', 'another'];
  const found = await awaitBack(
    board,
    'before',
    waiting(async () => {
      const next = answers.shift();
      if (next === undefined) throw new Error('no route to host');
      return next;
    }),
  );
  expect([found, answers]).toEqual(['another', []]);
}, 20_000);

test('board.not-back: with what to do, and what was heard last', async () => {
  const asking = waiting(async (_, signal) => {
    await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('silence'))));
    return '';
  }, 300);
  await expect(awaitBack(board, 'before', asking)).rejects.toMatchObject({
    problem: {
      id: 'board.not-back',
      hint: 'Look at the console.',
      data: { board: 'zynq', recovery: ['Look at the console.'], last: expect.stringContaining('silence') },
    },
  });
});

test('whoever asked may give up waiting', async () => {
  const abort = new AbortController();
  const gone = { ...waiting(async () => 'before'), signal: abort.signal };
  setTimeout(() => abort.abort(new Error('enough')), 100);
  await expect(awaitBack(board, 'before', gone)).rejects.toThrow();
});
