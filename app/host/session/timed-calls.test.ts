import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { HelperContract } from '../../../remote-helper/contract.ts';
import type { CallOptions, Client, Procedure } from '../../../remote-helper/rpc/contract.ts';
import type { Transfer } from '../ssh/transfers.ts';
import { timedCalls } from './timed-calls.ts';

/** A helper that gives four pieces of 1000 bytes, or takes what it is given, with a pause at each. */
function timedHelper(pauseMs: number) {
  const told: Transfer[] = [];
  const helper = {
    async call(_name: string, _input: unknown, { onBytes, upload }: CallOptions<Procedure> = {}) {
      if (onBytes) {
        for (let piece = 0; piece < 4; piece += 1) {
          await sleep(pauseMs);
          await onBytes(new Uint8Array(1000));
        }
      }
      for await (const _piece of upload ?? []) await sleep(pauseMs);
      return { sha256: 'digest' };
    },
  } as unknown as Client<HelperContract>;
  return { told, helper: timedCalls(helper, { add: (transfer) => told.push(transfer) }) };
}

async function* pieces(pauseMs: number) {
  for (let piece = 0; piece < 4; piece += 1) {
    await sleep(pauseMs);
    yield new Uint8Array(1000);
  }
}

const where = { mapping: 0, offset: 0n, size: 4000n };

it('tells the bytes of a dump and of a load, and how long they took', async () => {
  const { helper, told } = timedHelper(20);
  const seen: number[] = [];
  await helper.call('memory.dump', where, { onBytes: ({ length }) => void seen.push(length) });
  const reply = await helper.call('memory.load', where, { upload: pieces(0) });
  expect([seen, reply]).toEqual([[1000, 1000, 1000, 1000], { sha256: 'digest' }]);
  expect(told.map(({ bytes }) => bytes)).toEqual([4000, 4000]);
  for (const { milliseconds } of told) {
    expect(milliseconds).toBeGreaterThan(50);
    expect(milliseconds).toBeLessThan(2000);
  }
});

it('tells nothing where another was waited for: a slow taker, a slow giver; nor of calls without such bytes', async () => {
  const { helper, told } = timedHelper(5);
  await helper.call('memory.dump', where, { onBytes: () => sleep(40) });
  await helper.call('memory.load', where, { upload: pieces(40) });
  await helper.call('device.list', {});
  expect(told).toEqual([]);
});

it('tells nothing of a call that fails', async () => {
  const { helper, told } = timedHelper(5);
  const broken = helper.call('memory.dump', where, {
    onBytes() {
      throw new Error('the disk is full');
    },
  });
  await expect(broken).rejects.toThrow('the disk is full');
  expect(told).toEqual([]);
});
