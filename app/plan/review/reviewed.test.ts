import { expect, test } from 'vitest';
import { boardSince, type Reviewed, savedReview, stepsSince } from './reviewed.ts';

const driver: NonNullable<Reviewed['driver']> = {
  driver: 'ours',
  version: '0.2.0',
  srcversion: 'ABC',
  parameters: { info_enable: '1', uiomem0_addr: '1879048192', uiomem0_size: '1048576' },
};
const step = (title: string, sha256 = title) => ({ title, sha256 });

test('a board is the same as long as it has not booted and has the same driver with the same parameters', () => {
  expect(boardSince({ bootId: 'a' }, { bootId: 'a' })).toBeUndefined();
  expect(boardSince({ bootId: 'a', driver }, { bootId: 'a', driver: { ...driver } })).toBeUndefined();
});

test('another boot hides what else changed with it', () => {
  expect(boardSince({ bootId: 'a', driver }, { bootId: 'b' })).toMatchObject({
    id: 'plan.board-rebooted',
    data: { reviewed: 'a', found: 'b' },
  });
});

test.each([
  ['loaded since', undefined, driver],
  ['unloaded since', driver, undefined],
  [
    'loaded anew with other parameters',
    driver,
    { ...driver, parameters: { ...driver.parameters, uiomem0_size: '4096' } },
  ],
  ['of other source', driver, { ...driver, srcversion: 'DEF' }],
])('a driver that was %s is told with what it was and is', (_what, was, is) => {
  const found = boardSince({ bootId: 'a', ...(was && { driver: was }) }, { bootId: 'a', ...(is && { driver: is }) });
  expect(found).toMatchObject({
    id: 'plan.board-changed',
    hint: 'Review the plan again: its steps may be others now.',
  });
  const { reviewed, found: now } = found?.data ?? {};
  expect(found?.message).toContain(`it was ${reviewed}, and is ${now}`);
});

test('what a driver is called has its regions as an insmod line has them', () => {
  expect(boardSince({ bootId: 'a' }, { bootId: 'a', driver })?.data).toEqual({
    reviewed: 'no driver',
    found: 'the driver of this tool 0.2.0 (uiomem0_addr=0x70000000 uiomem0_size=0x100000, source ABC)',
  });
});

test('steps are the same in the same order and with the same module', () => {
  const steps = [step('send'), step('load')];
  expect(stepsSince({ steps }, { steps })).toBeUndefined();
  expect(stepsSince({ steps, module: 'm' }, { steps, module: 'm' })).toBeUndefined();
  // It had to be built.
  expect(stepsSince({ steps }, { steps, module: 'm' })).toBeUndefined();
  // Of a module that nothing is done with.
  expect(stepsSince({ steps: [], module: 'm' }, { steps: [], module: 'n' })).toBeUndefined();
});

test('what is new, what is gone, another order and another module are told', () => {
  const steps = [step('send'), step('load')];
  expect(stepsSince({ steps }, { steps: [step('send'), step('unload'), step('load', 'other')] })).toEqual({
    id: 'plan.steps-changed',
    message: 'Applying would do something else than was reviewed: now it would unload, load; reviewed was to load.',
    hint: 'The board, the plan or the module was changed meanwhile. Review the plan again.',
    data: { reviewed: ['load'], found: ['unload', 'load'], module: false },
  });
  expect(stepsSince({ steps }, { steps: steps.toReversed() })?.message).toContain('the steps have another order');
  expect(stepsSince({ steps, module: 'm' }, { steps, module: 'n' })).toMatchObject({ data: { module: true } });
  expect(stepsSince({ steps, module: 'm' }, { steps })).toMatchObject({ data: { module: true } });
});

test('a review is read from what plan steps --json writes, and nothing else is one', () => {
  const review: Reviewed = { format: 1, bootId: 'a', driver, steps: [step('load')] };
  expect(savedReview(JSON.stringify({ ok: true, result: { steps: [], script: '', reviewed: review } }))).toEqual(
    review,
  );
  for (const text of ['', '{}', '{"ok":false}', '{"ok":true,"result":{"reviewed":{"format":2}}}'])
    expect(() => savedReview(text)).toThrow(expect.objectContaining({ id: 'plan.bad-review' }));
});
