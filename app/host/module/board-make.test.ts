import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { type BoardMake, makeOnBoard } from './board-make.ts';

const make: BoardMake = {
  place: '/place',
  archive: new Uint8Array(),
  folder: '/headers',
  compiler: 'gcc',
  ownMakefile: true,
  signal: new AbortController().signal,
  onLine: async () => {},
  check: () => {},
};

/** A board whose shell ends with that status in the middle; `exec` is what it answers to the next command. */
const board = (code: number, exec: () => Promise<unknown>) =>
  ({
    open: async () => ({
      stdout: Readable.from([]),
      stderr: Readable.from([]),
      write: async () => true,
      end() {},
      close: async () => {},
      exit: Promise.resolve({ code }),
    }),
    exec,
  }) as never;

it('takes a shell that was ended together with the connection for a lost link', async () => {
  const lost = () => Promise.reject(problem('link.lost', 'The connection ended.'));
  expect(await makeOnBoard(board(1, lost), make).catch(problemOf)).toMatchObject({ id: 'link.lost' });
});

it('tells a shell that ended by itself', async () => {
  const answers = async () => ({ code: 0 });
  expect(await makeOnBoard(board(1, answers), make).catch(problemOf)).toMatchObject({
    id: 'module.build-broken',
    data: { exit: 1 },
  });
});
