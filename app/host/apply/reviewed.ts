/** What a review saw, and the refusal of an apply that would find something else. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { ModuleFacts } from '../../plan/facts.ts';
import { boardSince, type Reviewed, type SinceReview, stepsSince } from '../../plan/review/reviewed.ts';
import { action as actionSchema, type Step } from '../../plan/step.ts';
import type { BoardSession } from '../session/session.ts';

/** `module`: the file that the plan means, where it is there already. */
export function reviewedOf(
  { bootId, uiomem }: BoardFacts,
  list: readonly Step[],
  module: ModuleFacts | undefined,
): Reviewed {
  return {
    format: 1,
    bootId,
    ...(uiomem !== undefined && { driver: uiomem }),
    ...(module !== undefined && { module: module.sha256 }),
    steps: digests(list),
  };
}

/** Of what happens on the board: whether something had to be built first is no difference there. */
function digests(list: readonly Step[]): Reviewed['steps'] {
  return list
    .filter(({ action }) => action.kind !== 'module.build')
    .map(({ action, title, where, shell, difference = '' }) => {
      // Which version DKMS is given is known only once it is built.
      const isDkms = action.kind === 'persist.dkms';
      const done = z.encode(actionSchema, isDkms ? { ...action, version: undefined } : action);
      const text = JSON.stringify(isDkms ? [done, where] : [done, where, shell, difference]);
      return { title, sha256: createHash('sha256').update(text).digest('hex') };
    });
}

/** Throws `plan.board-rebooted`, `plan.board-changed`. */
export function refuseChangedBoard(reviewed: Reviewed, { bootId, uiomem }: BoardFacts): void {
  refuse(boardSince(reviewed, { bootId, driver: uiomem }));
}

/** Throws `plan.steps-changed`. */
export function refuseChangedSteps(reviewed: Reviewed, list: readonly Step[], module: ModuleFacts | undefined): void {
  refuse(stepsSince(reviewed, { steps: digests(list), module: module?.sha256 }));
}

/** Throws `board.held` while another host has the board: before anything is built for it. */
export function refuseHeld({ lease }: Pick<BoardSession, 'lease'>): void {
  if (lease.held !== 'other') return;
  const { by, since } = lease;
  throw problem('board.held', `${by.who} (${by.program}) has held the board since ${since}: nothing was begun.`, {
    hint: 'Ask them, or take it over: --take-over on the command line, Take over in the window.',
    data: { by, since },
  });
}

function refuse(found: SinceReview | undefined): void {
  if (found === undefined) return;
  const { id, message, hint, data } = found;
  throw problem(id, message, { hint, data: { ...data } });
}
