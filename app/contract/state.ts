/**
 * What every window shows, as the host knows it: the boards, their connections, devices and work under way. The host owns it
 * and counts its changes; a window's store is a copy that follows the snapshot and the patches.
 */
import { z } from 'zod';
import { uiomemDevice } from '../../remote-helper/contract/device.ts';
import { uiomemModule } from '../../remote-helper/contract/facts.ts';
import { lease } from '../../remote-helper/contract/lease.ts';
import { content } from '../../remote-helper/contract/memory.ts';
import { contract } from '../../remote-helper/rpc/contract.ts';
import { board, boardName, question, stage } from './board.ts';
import { emulatedStatus } from './emulated.ts';
import { toolDriver } from './module.ts';
import { stepEvent } from './plan.ts';

/** A Problem as it travels. */
export const problemValue = z.object({
  id: z.string(),
  message: z.string(),
  hint: z.string().optional(),
  data: z.record(z.string(), z.unknown()).optional(),
});

/** ISO 8601, of the workstation's clock. */
const instant = z.string();

export const connection = z.discriminatedUnion('state', [
  z.object({ state: z.literal('closed') }),
  /** `attempt` counts from 1; above 1 the link was lost before. */
  z.object({
    state: z.literal('opening'),
    stage,
    text: z.string(),
    attempt: z.int().min(1),
    /** The jump host that the stage is about. */
    hop: z.string().optional(),
    /** It waits for the answer to this (`board.answer`). */
    question: question.optional(),
  }),
  z.object({
    state: z.literal('open'),
    since: instant,
    bootId: z.string(),
    /** How root was reached: `root`, `sudo`, `sudo with password`. */
    privilege: z.string(),
    helperVersion: z.string(),
    /** `shell`: without a helper; `limits` says what is missing or slower, as sentences. */
    mode: z.enum(['helper', 'shell']),
    limits: z.array(z.string()),
    /** uname -r and uname -m. */
    kernel: z.string(),
    machine: z.string(),
    model: z.string().optional(),
    /** The machine is an emulator that models no caches. */
    emulated: z.boolean(),
    /**
     * Whole milliseconds from a small question to its answer, the board's own time with it; 10: at most that. Absent before the
     * first was asked, and told anew only when it has changed by much.
     */
    answerMs: z.int().min(10).optional(),
    /**
     * Bytes a second that the link carries, of two digits; 10,000,000: at least that. Known by what was transferred anyway (the
     * helper, modules, dumps), so absent until enough was, and told anew only when it has changed by much.
     */
    bytesPerSecond: z.int().min(1).max(10_000_000).optional(),
  }),
  /** The link was lost; it is tried again at `retryAt`. What is known of the board is as of `since`. */
  z.object({
    state: z.literal('lost'),
    since: instant,
    problem: problemValue,
    retryAt: instant,
    /** Number of the opening that begins at `retryAt`. */
    attempt: z.int(),
  }),
  /** Opening failed in a way that trying again does not mend by itself. */
  z.object({ state: z.literal('failed'), problem: problemValue }),
]);
export type Connection = z.output<typeof connection>;

/** A device, and whether it is known to be memory or registers; `content` absent: it is not read without being asked. */
export const knownDevice = z.object({ device: uiomemDevice, content: content.optional() });
export type KnownDevice = z.output<typeof knownDevice>;

/** A step as far as it has come: its newest event, with the output it gave (at most its last 16 KiB) joined in `text`. */
export const stepState = stepEvent;
export type StepState = z.output<typeof stepState>;

/** The newest apply or roll back of a board that this host ran. */
export const work = z.object({
  id: z.string(),
  kind: z.enum(['apply', 'rollback']),
  /** The plan's name; empty when it has none. */
  plan: z.string(),
  startedAt: instant,
  steps: z.array(stepState),
  outcome: z.enum(['running', 'done', 'failed', 'cancelled']),
  /** Why it failed. */
  problem: problemValue.optional(),
});
export type Work = z.output<typeof work>;

export const boardState = z.object({
  board,
  connection,
  /** Counts the boots of the board that this host has seen: whatever was known under another number is void. */
  boot: z.int().min(0),
  lease,
  /** Absent until the board was asked once. Kept, and stale, while the link is lost. */
  devices: z.array(knownDevice).optional(),
  /** The loaded driver; absent when none is, or when the board was not asked yet. */
  driver: uiomemModule.optional(),
  /** What a driver of ours that is loaded is compared with; absent when none is. */
  toolDriver: toolDriver.optional(),
  /** Present for boards that the tool runs itself. */
  emulated: emulatedStatus.optional(),
  work: work.optional(),
});
export type BoardState = z.output<typeof boardState>;

export const hostState = z.object({
  /** By name, in the order of the list. */
  boards: z.array(boardState),
  default: boardName.optional(),
});
export type HostState = z.output<typeof hostState>;

/** `revision` grows by 1 with each patch; a snapshot comes first, and again when a reader has fallen behind. */
export const stateChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('snapshot'), revision: z.int().min(0), state: hostState }),
  /** A board that is new or changed, whole; `index` is its place in the list. */
  z.object({ kind: z.literal('board'), revision: z.int().min(1), index: z.int().min(0), board: boardState }),
  z.object({ kind: z.literal('removed'), revision: z.int().min(1), name: boardName }),
  /**
   * A board is called `to` now: what is kept by its name goes along. What else is another with it follows. Not told to one that
   * gets a snapshot instead, nor of a list that another program wrote: there one board is gone, and another one new.
   */
  z.object({ kind: z.literal('renamed'), revision: z.int().min(1), name: boardName, to: boardName }),
  z.object({ kind: z.literal('default'), revision: z.int().min(1), name: boardName.optional() }),
]);
export type StateChange = z.output<typeof stateChange>;

/** Pure: the state after a change. Throws RangeError when the change does not follow on `revision`. */
export function applyChange(
  before: { readonly revision: number; readonly state: HostState } | undefined,
  change: StateChange,
): { readonly revision: number; readonly state: HostState } {
  if (change.kind === 'snapshot') return { revision: change.revision, state: change.state };
  if (before === undefined || change.revision !== before.revision + 1) {
    throw new RangeError(`change ${change.revision} does not follow on ${before?.revision ?? 'nothing'}`);
  }
  const { boards, default: chosen } = before.state;
  const { revision } = change;
  switch (change.kind) {
    case 'board': {
      const others = boards.filter(({ board: { name } }) => name !== change.board.board.name);
      return { revision, state: { ...before.state, boards: others.toSpliced(change.index, 0, change.board) } };
    }
    case 'removed': {
      const left = boards.filter(({ board: { name } }) => name !== change.name);
      return { revision, state: { boards: left, ...(chosen !== undefined && { default: chosen }) } };
    }
    case 'renamed': {
      const { name, to } = change;
      const called = boards.map((each) =>
        each.board.name === name ? { ...each, board: { ...each.board, name: to } } : each,
      );
      return { revision, state: { ...before.state, boards: called, ...(chosen === name && { default: to }) } };
    }
    case 'default':
      return { revision, state: { boards, ...(change.name !== undefined && { default: change.name }) } };
  }
}

export const stateContract = contract({
  /** A snapshot at once, then each change, until it is cancelled. Devices are looked at again while somebody watches. */
  'state.watch': { input: z.object({}), output: z.object({}), items: stateChange, deadlineMs: 0 },
});
