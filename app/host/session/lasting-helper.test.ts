import { describe, expect, it } from 'vitest';
import type { HelperContract } from '../../../remote-helper/contract.ts';
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import { type Problem, problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { unlistedSignal } from '../ssh/channel.ts';
import { type HelperLife, LastingHelper } from './lasting-helper.ts';
import type { HelperEnd } from './start-helper.ts';

/** A helper that answers each call with what `answer` says, until it is killed. */
function madeLife(answer: (name: string, input: unknown) => unknown) {
  const ended = Promise.withResolvers<HelperEnd>();
  const dead = Promise.withResolvers<never>();
  dead.promise.catch(() => {});
  const calls: { name: string; input: unknown }[] = [];
  const client = {
    async call(name: string, input: unknown) {
      calls.push({ name, input });
      return await Promise.race([answer(name, input), dead.promise]);
    },
    closed: new Promise(() => {}),
    async close() {},
    async [Symbol.asyncDispose]() {},
  };
  return {
    life: { client: client as unknown as Client<HelperContract>, ended: ended.promise, async close() {} } as HelperLife,
    calls,
    kill(signal: string | undefined, code?: number) {
      ended.resolve({ signal, code, said: 'last words' });
      dead.reject(problem('rpc.closed', 'The connection ended.'));
    },
  };
}
const forever = new Promise(() => {});
const failure = (work: Promise<unknown>): Promise<Problem> =>
  work.then(
    () => ({ id: 'no problem', message: '' }),
    (thrown) => problemOf(thrown),
  );
const map = { device: 'uiomem0', eye: 'cpu', content: 'memory', writable: false } as const;

describe('LastingHelper', () => {
  it('fails calls in flight with mapping.lost and sends the next to a new helper', async () => {
    const first = madeLife(() => forever);
    const second = madeLife(() => ({ devices: [] }));
    const helper = new LastingHelper(
      first.life,
      async () => second.life,
      () => undefined,
    );
    const inFlight = failure(helper.call('device.list', {}));
    await Promise.resolve();
    first.kill(unlistedSignal);
    expect(await inFlight).toMatchObject({
      id: 'mapping.lost',
      message: expect.stringContaining('bus error'),
      data: { signal: unlistedSignal, said: 'last words', busError: true },
    });
    expect(await helper.call('device.list', {})).toEqual({ devices: [] });
    expect([first.calls.length, second.calls.length, helper.restarts]).toEqual([1, 1, 1]);
  });

  it('never lets a mapping of an earlier helper mean one of a later', async () => {
    const answer = (name: string) => (name === 'memory.map' ? { mapping: 1, address: 0n, size: 4096n } : {});
    const first = madeLife(answer);
    const second = madeLife(answer);
    const helper = new LastingHelper(
      first.life,
      async () => second.life,
      () => undefined,
    );
    const before = (await helper.call('memory.map', map)).mapping;
    await helper.call('memory.unmap', { mapping: before });
    expect(first.calls.at(-1)).toEqual({ name: 'memory.unmap', input: { mapping: 1 } });
    first.kill('SIGBUS');
    await new Promise(setImmediate);
    const after = (await helper.call('memory.map', map)).mapping;
    expect(after).not.toBe(before);
    expect((await failure(helper.call('memory.unmap', { mapping: before }))).id).toBe('mapping.lost');
    await helper.call('memory.unmap', { mapping: after });
    expect(second.calls.map(({ name }) => name)).toEqual(['memory.map', 'memory.unmap']);
  });

  it('leaves other failures as they are', async () => {
    const { life } = madeLife(() => Promise.reject(problem('device.absent', 'No such device.')));
    const helper = new LastingHelper(
      life,
      async () => life,
      () => undefined,
    );
    expect((await failure(helper.call('device.list', {}))).id).toBe('device.absent');
    expect(helper.restarts).toBe(0);
  });

  it('says that the board is gone when it is', async () => {
    const first = madeLife(() => forever);
    let lost: Problem | undefined;
    const helper = new LastingHelper(
      first.life,
      async () => first.life,
      () => lost,
    );
    const inFlight = failure(helper.call('device.list', {}));
    await Promise.resolve();
    lost = { id: 'link.lost', message: 'gone' };
    first.kill(undefined);
    expect([(await inFlight).id, (await helper.closed)?.id]).toEqual(['link.lost', 'link.lost']);
  });

  it('gives up on a helper that keeps dying', async () => {
    const lives = Array.from({ length: 7 }, () => madeLife(() => forever));
    let next = 0;
    const start = async () => {
      next += 1;
      const made = lives[next];
      if (made === undefined) throw new Error('started too often');
      setImmediate(() => made.kill('SIGBUS'));
      return made.life;
    };
    const helper = new LastingHelper((lives[0] ?? madeLife(() => forever)).life, start, () => undefined);
    lives[0]?.kill('SIGBUS');
    expect((await helper.closed)?.id).toBe('helper.keeps-dying');
    expect((await failure(helper.call('device.list', {}))).id).toBe('helper.keeps-dying');
  });
});
