import { expect, it } from 'vitest';
import type { StepEvent } from '../../contract/plan.ts';
import { longestOutput, withEvent } from './work.ts';

const event = (index: number, state: StepEvent['state'], text?: string): StepEvent => ({
  index,
  title: `step ${index}`,
  state,
  ...(text !== undefined && { text }),
});
const after = (...events: StepEvent[]) => events.reduce(withEvent, [] as StepEvent[]);
const brief = (steps: readonly StepEvent[]) => steps.map(({ index, state, text }) => [index, state, text]);

it('joins what a step prints, and ends with why it failed', () => {
  const steps = after(
    event(0, 'planned'),
    event(1, 'planned'),
    event(0, 'started'),
    event(0, 'output', 'one'),
    event(0, 'output', 'two'),
    event(0, 'done'),
    event(1, 'started'),
    event(1, 'failed', 'broken'),
    event(0, 'undone'),
  );
  expect(brief(steps)).toEqual([
    [0, 'undone', 'one\ntwo'],
    [1, 'failed', 'broken'],
  ]);
});

it('keeps the end of a long output', () => {
  const lines = Array.from({ length: 5_000 }, (_, line) => event(0, 'output', `line ${line}`));
  const [step] = after(...lines);
  expect(step?.text?.length).toBe(longestOutput);
  expect(step?.text?.endsWith('line 4998\nline 4999')).toBe(true);
});

it('replaces what was to come when it is told anew', () => {
  const before = after(event(0, 'planned'), event(1, 'planned'), event(2, 'planned'), event(0, 'done', 'built'));
  expect(brief([event(1, 'planned'), event(5, 'planned')].reduce(withEvent, before))).toEqual([
    [0, 'done', 'built'],
    [1, 'planned', undefined],
    [5, 'planned', undefined],
  ]);
});

it('keeps the order in which a roll back tells its steps', () => {
  expect(brief(after(event(2, 'planned'), event(1, 'planned'), event(2, 'undone')))).toEqual([
    [2, 'undone', undefined],
    [1, 'planned', undefined],
  ]);
});
