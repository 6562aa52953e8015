/** Plans: checked, turned into steps, applied to a board, verified, rolled back. The text is the plan's only form on the wire. */
import { z } from 'zod';
import { contract } from '../../remote-helper/rpc/contract.ts';
import { onBoard } from './board.ts';

/** A plan's text, with the folder that relative paths in it start from. */
const planText = z.object({ text: z.string(), folder: z.string() });

/** Facts to judge by: of a connected board, of a file saved earlier (JSON text), or none. */
const judgedBy = z.object({
  facts: z.union([z.object({ board: z.string().optional() }), z.object({ json: z.string() })]).optional(),
});

export const finding = z.object({
  id: z.string(),
  severity: z.enum(['error', 'warning', 'info']),
  /** Where in the plan: keys and indexes from the top. */
  path: z.array(z.union([z.string(), z.int()])),
  /** Line and column of the text, from 1. */
  place: z.object({ line: z.int(), column: z.int() }).optional(),
  message: z.string(),
  why: z.string(),
  hint: z.string().optional(),
  fixable: z.boolean(),
});
export type PlanFinding = z.output<typeof finding>;

export const planStep = z.object({
  kind: z.string(),
  title: z.string(),
  where: z.enum(['workstation', 'board']),
  /** The same by hand. */
  shell: z.string(),
});
export type PlanStep = z.output<typeof planStep>;

/** What happens to a step while a plan is applied or rolled back. */
export const stepEvent = z.object({
  index: z.int(),
  title: z.string(),
  state: z.enum(['started', 'output', 'done', 'failed', 'rolled-back', 'roll-back-failed']),
  text: z.string().optional(),
  milliseconds: z.number().optional(),
});
export type StepEvent = z.output<typeof stepEvent>;

/** One thing that a plan asks for, as it is on the board. */
export const verification = z.object({
  region: z.string(),
  status: z.enum(['same', 'different', 'missing', 'extra']),
  fields: z.array(z.object({ field: z.string(), wanted: z.string(), found: z.string() })),
});
export type Verification = z.output<typeof verification>;

export const planContract = contract({
  /** A commented plan to start from, or one that says what the board has loaded. */
  'plan.new': {
    input: onBoard.extend({ fromBoard: z.boolean() }),
    output: z.object({ text: z.string() }),
    deadlineMs: 0,
  },
  'plan.lint': {
    input: planText.extend(judgedBy.shape),
    /** `notRun`: rules that need facts which are absent. */
    output: z.object({ findings: z.array(finding), notRun: z.array(z.string()) }),
    deadlineMs: 0,
  },
  /** Fails with `plan.lint` (data: findings) when there are errors. Empty: the board already is as the plan says. */
  'plan.steps': {
    input: planText.extend(judgedBy.shape).extend({ embedModule: z.boolean() }),
    output: z.object({ steps: z.array(planStep), shell: z.string() }),
    deadlineMs: 0,
  },
  /** Runs the steps with a journal on the board; a failed or cancelled step rolls back what was done before it. */
  'plan.apply': {
    input: onBoard.extend(planText.shape).extend({
      /** For tests: fail before this step index, as a lost link would. */
      failBefore: z.int().min(0).optional(),
    }),
    output: z.object({ applied: z.int(), verification: z.array(verification) }),
    items: stepEvent,
    deadlineMs: 0,
  },
  'plan.verify': {
    input: onBoard.extend(planText.shape),
    output: z.object({ ok: z.boolean(), verification: z.array(verification) }),
    deadlineMs: 0,
  },
  /** Undoes what the journal says was applied in this boot, newest first. */
  'plan.rollback': {
    input: onBoard,
    output: z.object({ undone: z.int() }),
    items: stepEvent,
    deadlineMs: 0,
  },
});
