import { expect, it } from 'vitest';
import { z } from 'zod';
import { contract, type Handlers } from '../../../remote-helper/rpc/contract.ts';
import { lookingAfterwards } from './after-calls.ts';

const procedure = { input: z.object({ board: z.string().optional() }), output: z.number() };
const some = contract({
  'sync.set': procedure,
  'plan.apply': procedure,
  'plan.lint': procedure,
  'module.load': procedure,
  'memory.write': procedure,
});

it('tells of what does something to a board, and how much it may change, also when it fails', async () => {
  const touched: unknown[] = [];
  const one = async () => 1;
  const handlers: Handlers<typeof some> = {
    'sync.set': one,
    'plan.apply': async () => {
      throw new Error('broken');
    },
    'plan.lint': one,
    'module.load': one,
    'memory.write': one,
  };
  const followed = lookingAfterwards(handlers, { touched: (...about) => void touched.push(about) });
  const call = {} as never;
  expect(await followed['sync.set']({ board: 'a' }, call)).toBe(1);
  await expect(followed['plan.apply']({}, call)).rejects.toThrow('broken');
  for (const name of ['plan.lint', 'module.load', 'memory.write'] as const) await followed[name]({ board: 'b' }, call);
  expect(touched).toEqual([
    ['a', false],
    [undefined, true],
    ['b', true],
  ]);
});
