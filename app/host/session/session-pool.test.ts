import { expect, it } from 'vitest';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { Board } from '../../contract/board.ts';
import { Secrets } from '../boards/secrets.ts';
import type { BoardSession, SessionOptions } from './session.ts';
import { SessionPool } from './session-pool.ts';

const board = (name: string): Board => ({ name, host: `${name}.lab`, port: 22, user: 'root' });
const never = new AbortController().signal;
const idOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no problem',
    (thrown) => problemOf(thrown).id,
  );

function made() {
  const asked: string[] = [];
  const programs: (string | undefined)[] = [];
  const states: string[] = [];
  const pool = new SessionPool({
    secrets: new Secrets(),
    program: 'window',
    find: async (name) => board(name),
    onState: (name, { state }) => states.push(`${name} ${state}`),
    async open({ name }: Board, { signal, program }: SessionOptions): Promise<BoardSession> {
      programs.push(program);
      if (name === 'slow') {
        await new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
      }
      const over = Promise.withResolvers<undefined>();
      return {
        closed: over.promise,
        close: async () => over.resolve(undefined),
        helper: {
          call: async (what: string, input: unknown) => asked.push(`${name} ${what} ${JSON.stringify(input)}`),
        },
      } as unknown as BoardSession;
    },
  });
  return { pool, asked, programs, states };
}

it('has a session for each board, and takes the lease of those that are to stay open', async () => {
  const { pool, asked, programs } = made();
  const [a, b] = [await pool.get(board('a'), never), await pool.hold(board('b'), never)];
  expect([pool.live('a'), pool.live('b'), pool.live('c')]).toEqual([a, b, undefined]);
  expect(asked).toEqual(['b lease.take {"over":false}']);
  expect(await pool.hold(board('a'), never)).toBe(a);
  await pool.hold(board('a'), never);
  expect(asked.slice(1)).toEqual(['a lease.take {"over":false}']);
  expect(programs).toEqual(['window', 'window']);
  await pool.drop('a');
  expect([pool.live('a'), pool.live('b')]).toEqual([undefined, b]);
});

it('ends with everything that is open or being opened', async () => {
  const { pool, states } = made();
  await pool.get(board('a'), never);
  const slow = idOf(pool.hold(board('slow'), never));
  await pool[Symbol.asyncDispose]();
  expect(await slow).toBe('host.ended');
  expect(states.filter((state) => state.endsWith('closed'))).toEqual(['a closed', 'slow closed']);
  expect(await idOf(pool.get(board('b'), never))).toBe('host.ended');
});

it('runs what ends a link also for a board that was never opened', async () => {
  expect(await made().pool.interrupt('a', { id: 'board.rebooting', message: '' }, async () => 7)).toBe(7);
});
