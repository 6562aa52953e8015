/** What applying each board's plan would do, as it was looked at last: kept for the page, so that a panel that comes back shows it. */
import { z } from 'zod';
import { create } from 'zustand';
import type { Client, Reply } from '../../../remote-helper/rpc/contract.ts';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { BoardState } from '../../contract/state.ts';
import type { HostContract } from '../../contract.ts';
import { type Finding, finding } from '../../plan/finding.ts';
import { boardSince, type SinceReview } from '../../plan/review/reviewed.ts';
import { byBoardRenamed, onBoardRenamed } from '../host/board-renamed.ts';
import { forgetFailure, runTask, useTasks } from '../host/tasks.ts';
import { applyKey } from './apply-task.ts';
import type { PlanText } from './text-store.ts';

type Written = Pick<PlanText, 'text' | 'folder'>;

export type Review = Reply<HostContract['plan.steps']> &
  Written & {
    /** The board's newest apply or roll back when it was made. */
    readonly work: string | undefined;
  };

/** `findings`: what the host found, where that is why. */
type Failed = Written & { readonly findings: readonly Finding[] };

interface Reviews {
  readonly byBoard: Readonly<Record<string, Review>>;
  /** Of which text the newest came to nothing, so that it is not tried again by itself. */
  readonly failedOf: Readonly<Record<string, Failed>>;
}

export const useReviews = create<Reviews>(() => ({ byBoard: {}, failedOf: {} }));

onBoardRenamed((renamed) =>
  useReviews.setState(({ byBoard, failedOf }) => ({
    byBoard: byBoardRenamed(byBoard, renamed),
    failedOf: byBoardRenamed(failedOf, renamed),
  })),
);

export const reviewKey = (board: string) => `review:${board}`;

/** Pure. */
export const isOf = (one: Written | undefined, { text, folder }: Written): boolean =>
  one?.text === text && one.folder === folder;

/** Pure. What of the board is known to be another since; undefined: nothing, or it cannot be asked. */
export function changedSince({ reviewed }: Review, { connection, driver }: BoardState): SinceReview | undefined {
  if (connection.state !== 'open') return undefined;
  return boardSince(reviewed, { bootId: connection.bootId, driver });
}

/** Pure. It can be applied as it is shown. */
export function isCurrent(review: Review | undefined, plan: Written, state: BoardState): review is Review {
  return (
    review !== undefined &&
    isOf(review, plan) &&
    review.work === state.work?.id &&
    changedSince(review, state) === undefined
  );
}

/** Looks anew; nothing is touched. An apply that was refused since the board had changed is answered by it. */
export async function makeReview(
  host: Client<HostContract>,
  { board: { name }, work }: BoardState,
  { text, folder }: Written,
): Promise<void> {
  if (useTasks.getState().running[reviewKey(name)] !== undefined) return;
  forgetFailure(applyKey(name));
  const failed = (found: readonly Finding[]) =>
    useReviews.setState(({ failedOf }) => ({ failedOf: { ...failedOf, [name]: { text, folder, findings: found } } }));
  await runTask(reviewKey(name), `Review the plan of ${name}`, async (signal, tell) => {
    const by = { kind: 'board', board: name } as const;
    try {
      const answer = await host.call(
        'plan.steps',
        { text, folder, by, embedModule: false },
        { signal, onProgress: ({ text: said }) => tell(said) },
      );
      const review = { ...answer, text, folder, work: work?.id };
      useReviews.setState(({ byBoard }) => ({ byBoard: { ...byBoard, [name]: review } }));
    } catch (thrown) {
      const { id, data } = problemOf(thrown);
      const told = z.safeParse(z.object({ findings: z.array(finding) }), data);
      failed(told.data?.findings ?? []);
      // The findings tell it.
      if (id !== 'plan.lint') throw thrown;
    }
  });
}
