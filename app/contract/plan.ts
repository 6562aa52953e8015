/** Plans: checked, turned into steps, applied to a board, verified, rolled back. The text is the plan's only form on the wire. */
import { z } from 'zod';
import { contract } from '../../remote-helper/rpc/contract.ts';
import { regionStatus } from '../plan/compare.ts';
import { finding } from '../plan/finding.ts';
import { report } from '../plan/report/report.ts';
import { effect } from '../plan/review/effect.ts';
import { reviewed } from '../plan/review/reviewed.ts';
import { step } from '../plan/step.ts';
import { onBoard } from './board.ts';

/** A plan's text, with the absolute folder that relative paths in it start from. */
const planText = z.object({ text: z.string(), folder: z.string() });

/** Facts to judge by: of a connected board (the default one when none is named), of a file saved earlier (its JSON text), or none. */
const judgedBy = z.discriminatedUnion('kind', [
  onBoard.extend({ kind: z.literal('board') }),
  z.object({ kind: z.literal('file'), json: z.string() }),
  z.object({ kind: z.literal('none') }),
]);
export type JudgedBy = z.output<typeof judgedBy>;

/**
 * What happens to a step while a plan is applied or rolled back. All that are to come are told as `planned` first; a failed
 * one is told before what is undone for it.
 */
export const stepEvent = z.object({
  index: z.int(),
  title: z.string(),
  state: z.enum(['planned', 'started', 'output', 'done', 'failed', 'undone', 'undo-failed']),
  text: z.string().optional(),
  /** Since the step started. */
  milliseconds: z.number().optional(),
  /** While it runs: ISO 8601, of the workstation's clock. */
  startedAt: z.string().optional(),
});
export type StepEvent = z.output<typeof stepEvent>;

/** A step with what it touches, interrupts and how it is taken back. */
const reviewStep = step.extend({ effect });
export type ReviewStep = z.output<typeof reviewStep>;

/** A region beside the board: each value as a text, by its key in the plan; `found` absent: the device is not there. */
const regionColumns = z.object({
  device: z.string(),
  wanted: z.record(z.string(), z.string()),
  found: z.record(z.string(), z.string()).optional(),
});
export type RegionColumns = z.output<typeof regionColumns>;

export const planContract = contract({
  /**
   * A commented plan to start from, one that says what the board has loaded, or one of a line that loads the driver by hand
   * (`plan.no-insmod-line` when it says none).
   */
  'plan.new': {
    input: onBoard.extend({ fromBoard: z.boolean(), insmod: z.string().optional() }),
    output: z.object({ text: z.string() }),
    deadlineMs: 0,
  },
  'plan.lint': {
    input: planText.extend({ by: judgedBy }),
    /** `notRun`: what could not be judged, and what it would have needed. */
    output: z.object({ findings: z.array(finding), notRun: z.array(z.string()) }),
    deadlineMs: 0,
  },
  /**
   * Fails with `plan.lint` (data: findings) when there are errors. Empty: the board already is as the plan says.
   * `script`: all of it for root's shell on the board; with `embedModule` it carries the module, which is built for it.
   * `reviewed` is for `plan.apply`. `unfinished`: an apply before did not come to its end, in a sentence; it stands in the way.
   */
  'plan.steps': {
    input: planText.extend({ by: judgedBy, embedModule: z.boolean() }),
    output: z.object({
      steps: z.array(reviewStep),
      script: z.string(),
      reviewed,
      unfinished: z.string().optional(),
    }),
    progress: z.object({ text: z.string() }),
    deadlineMs: 0,
  },
  /**
   * Runs the steps with a journal on the board; a failed or cancelled one undoes what was done before it, and the call
   * fails with that step's problem (data: step, rolledBack). `plan.unfinished` when an apply was interrupted before:
   * `resume` goes on from there, and then undoes both when it fails. `reviewed`: what was seen of it; when the board is not so any
   * more, it is refused before the first step, with `plan.board-rebooted`, `plan.board-changed` (another driver),
   * `plan.steps-changed` or `board.held` (another host has it), and what changed in the message and the data.
   */
  'plan.apply': {
    input: onBoard.extend(planText.shape).extend({ resume: z.boolean(), reviewed: reviewed.optional() }),
    output: z.object({ applied: z.int(), regions: z.array(regionStatus) }),
    items: stepEvent,
    deadlineMs: 0,
  },
  'plan.verify': {
    input: onBoard.extend(planText.shape),
    output: z.object({ ok: z.boolean(), regions: z.array(regionStatus), columns: z.array(regionColumns) }),
    deadlineMs: 0,
  },
  /** Undoes the newest apply of this boot that the board's journal knows. `left`: older ones that still stand. */
  'plan.rollback': {
    input: onBoard,
    output: z.object({ undone: z.int(), left: z.int() }),
    items: stepEvent,
    deadlineMs: 0,
  },
  /**
   * What the newest apply of the boot that the board is in did, and what the board is now; also one that was taken back. Looks only.
   * `text`: a plan to compare with, instead of the one that was applied. Throws `plan.nothing-to-report`, `plan.busy`.
   */
  'plan.report': {
    input: onBoard.extend({ text: z.string().optional() }),
    output: z.object({ report }),
    deadlineMs: 0,
  },
});
