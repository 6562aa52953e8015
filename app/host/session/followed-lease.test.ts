import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import type { Lease } from '../../../remote-helper/contract/lease.ts';
import type { HelperContract } from '../../../remote-helper/contract.ts';
import type { CallOptions, Client } from '../../../remote-helper/rpc/contract.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { FollowedLease, whoWeAre } from './followed-lease.ts';

/** A helper's life that notes what it is asked, tells the lease when the test does, and answers nothing until its end. */
function life() {
  const calls: [string, unknown][] = [];
  const end = Promise.withResolvers<never>();
  let onItem: CallOptions<HelperContract['lease.watch']>['onItem'];
  const client = {
    call(name: string, input: unknown, options: CallOptions<HelperContract['lease.watch']> = {}) {
      calls.push([name, input]);
      onItem = options.onItem ?? onItem;
      return end.promise;
    },
  } as unknown as Client<HelperContract>;
  return { calls, client, end, tell: (lease: Lease) => onItem?.(lease, new Uint8Array()) };
}

const holder = { who: 'ada@bench7', program: 'window', host: 'a-word-of-one-host' };
const other: Lease = { held: 'other', by: { who: 'bob@lab', program: 'command line' }, since: '2026-01-02T03:04:05Z' };

test('each life is told for whom it works before anything else, and its lease is followed', () => {
  const lease = new FollowedLease(holder);
  const told: Lease[] = [];
  using _ = lease.listen((now) => told.push(now));
  const first = life();
  lease.follow(first.client);
  expect(first.calls).toEqual([
    ['lease.introduce', holder],
    ['lease.watch', {}],
  ]);
  expect([lease.now, told]).toEqual([{ held: 'nobody' }, []]);
  first.tell({ held: 'nobody' });
  first.tell(other);
  expect([lease.now, told]).toEqual([other, [{ held: 'nobody' }, other]]);
  {
    using _second = lease.listen((now) => told.push(now));
  }
  first.tell({ held: 'nobody' });
  expect(told.length).toBe(3);
});

test('what a life held when it died the next one takes again, but not from another; what it did not hold it leaves', async () => {
  for (const [last, taken] of [
    [{ held: 'ours' }, [['lease.take', { over: false }]]],
    [other, []],
  ] as const) {
    const lease = new FollowedLease(holder);
    const [first, second] = [life(), life()];
    lease.follow(first.client);
    first.tell(last);
    first.end.reject(problem('rpc.connection-lost', 'It died.'));
    lease.follow(second.client);
    expect(second.calls).toEqual([['lease.introduce', holder], ...taken, ['lease.watch', {}]]);
    expect(lease.now).toEqual(last);
  }
  // A rejection that nobody waits for would end the process.
  await new Promise(setImmediate);
});

test('a person is told the user and the workstation', () => {
  expect(whoWeAre()).toMatch(new RegExp(`^[^@\\s]+@${hostname()}$`));
});
