/** What the user worked with last: boards and plan files, newest first. */
import { z } from 'zod';
import { contract } from '../../remote-helper/rpc/contract.ts';
import { boardName } from './board.ts';

/** ISO 8601, of the workstation's clock. */
const instant = z.string();

export const recentPlan = z.object({
  /** Absolute, on the host's machine. */
  path: z.string(),
  /** The board that it was opened for last. */
  board: boardName.optional(),
  at: instant,
  /** The file is not there (any more). */
  gone: z.boolean(),
});
export type RecentPlan = z.output<typeof recentPlan>;

/** When a listed board was connected last. */
const recentBoard = z.object({ board: boardName, at: instant });

export const recentContract = contract({
  'recent.list': {
    input: z.object({}),
    output: z.object({ boards: z.array(recentBoard), plans: z.array(recentPlan) }),
  },
  /** A plan file was opened. Boards are noted by the host itself. */
  'recent.note': { input: z.object({ path: z.string().min(1), board: boardName.optional() }), output: z.object({}) },
  /** A plan file; `path` as it is listed. */
  'recent.forget': { input: z.object({ path: z.string() }), output: z.object({ forgotten: z.boolean() }) },
});
