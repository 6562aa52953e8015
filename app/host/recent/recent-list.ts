/** Boards and plan files that were worked with last, in `recent.json` beside the list of boards. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Problem } from '../../../remote-helper/rpc/problem.ts';
import { boardName } from '../../contract/board.ts';
import { type RecentPlan, recentPlan } from '../../contract/recent.ts';
import { configFolder } from '../boards/config-folder.ts';
import { SchemaFile } from '../boards/schema-file.ts';

/** Entries of each kind. */
const most = 20;

const format = 1;
const recentFile = z.object({
  format: z.literal(format),
  /** Newest first, as the plans. */
  boards: z.array(z.object({ board: boardName, at: z.string() })),
  plans: z.array(recentPlan.omit({ gone: true })),
});
type Stored = z.output<typeof recentFile>;

export class RecentList {
  readonly #file: SchemaFile<Stored>;

  constructor(options: { folder?: string; onDamage?: (damage: Problem) => void } = {}) {
    this.#file = new SchemaFile(
      join(options.folder ?? configFolder(), 'recent.json'),
      {
        id: 'recent',
        called: 'list of what was used last',
        mend: 'go on: it fills again',
        format,
        schema: recentFile,
        empty: { format, boards: [], plans: [] },
      },
      options.onDamage,
    );
  }

  /** Newest first; each plan with whether its file is there. */
  async list(): Promise<{ readonly boards: Stored['boards']; readonly plans: RecentPlan[] }> {
    const { boards, plans } = await this.#file.read();
    return {
      boards,
      plans: await Promise.all(plans.map(async (plan) => ({ ...plan, gone: await isGone(plan.path) }))),
    };
  }

  async noteBoard(board: string, at = new Date().toISOString()): Promise<void> {
    await this.#file.change((stored) => ({
      ...stored,
      boards: [{ board, at }, ...stored.boards.filter((each) => each.board !== board)].slice(0, most),
    }));
  }

  /** `path` is absolute. Noted without a board, it keeps the one it had. */
  async notePlan(path: string, board: string | undefined, at = new Date().toISOString()): Promise<void> {
    await this.#file.change((stored) => {
      const of = board ?? stored.plans.find((each) => each.path === path)?.board;
      const plan = { path, at, ...(of !== undefined && { board: of }) };
      return { ...stored, plans: [plan, ...stored.plans.filter((each) => each.path !== path)].slice(0, most) };
    });
  }

  async forgetPlan(path: string): Promise<boolean> {
    const { plans } = await this.#file.read();
    if (!plans.some((each) => each.path === path)) return false;
    await this.#file.change((stored) => ({ ...stored, plans: stored.plans.filter((each) => each.path !== path) }));
    return true;
  }

  /** Plans that were opened for it stay, for no board. */
  async forgetBoard(board: string): Promise<void> {
    const before = await this.#file.read();
    if (![...before.boards, ...before.plans].some((each) => each.board === board)) return;
    await this.#file.change((stored) => ({
      ...stored,
      boards: stored.boards.filter((each) => each.board !== board),
      plans: stored.plans.map(({ board: of, ...plan }) =>
        of === undefined || of === board ? plan : { ...plan, board: of },
      ),
    }));
  }

  async renameBoard(board: string, to: string): Promise<void> {
    const renamed = <Of extends { readonly board?: string | undefined }>(each: Of): Of =>
      each.board === board ? { ...each, board: to } : each;
    const { boards, plans } = await this.#file.read();
    if (![...boards, ...plans].some((each) => each.board === board)) return;
    await this.#file.change((stored) => ({
      ...stored,
      boards: stored.boards.filter((each) => each.board !== to).map(renamed),
      plans: stored.plans.map(renamed),
    }));
  }
}

async function isGone(path: string): Promise<boolean> {
  try {
    return !(await stat(path)).isFile();
  } catch {
    return true;
  }
}
