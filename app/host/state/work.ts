/** A plan's apply or roll back as far as it has come, from the events of its steps. */
import type { Problem } from '../../../remote-helper/rpc/problem.ts';
import { plainProblem } from '../../../remote-helper/rpc/wire.ts';
import type { StepEvent } from '../../contract/plan.ts';
import type { StepState, Work } from '../../contract/state.ts';

/** Characters of a step's output that are kept, its last ones: with each change a board is told whole. */
export const longestOutput = 16_384;

/** Pure. A list that is told anew replaces what was still to come of the one before. */
export function withEvent(steps: readonly StepState[], event: StepEvent): StepState[] {
  const at = steps.findIndex(({ index }) => index === event.index);
  const before = steps[at];
  if (before === undefined) return [...steps, event];
  const { text: _text, ...rest } = event;
  const text = joined(before.text, event.text);
  const changed = { ...rest, ...(text !== undefined && { text }) };
  if (event.state !== 'planned') return steps.with(at, changed);
  return [...steps.slice(0, at), event, ...steps.slice(at + 1).filter(({ state }) => state !== 'planned')];
}

/** Pure. `problem`: why it did not come to its end. What it did not need any more is no part of it. */
export function endedWork(work: Work, outcome: 'done' | 'failed' | 'cancelled', problem?: Problem): Work {
  return {
    ...work,
    outcome,
    steps: outcome === 'done' ? work.steps.filter(({ state }) => state !== 'planned') : work.steps,
    ...(problem !== undefined && { problem: problemState(problem) }),
  };
}

/** A Problem as it stands in the state. */
export function problemState(problem: Problem): NonNullable<Work['problem']> {
  const { id, message, hint, data } = plainProblem(problem);
  return { id, message, ...(hint !== undefined && { hint }), ...(data !== undefined && { data: { ...data } }) };
}

function joined(before: string | undefined, more: string | undefined): string | undefined {
  const text = before !== undefined && more !== undefined ? `${before}\n${more}` : (before ?? more);
  return text === undefined || text.length <= longestOutput ? text : `…${text.slice(1 - longestOutput)}`;
}
