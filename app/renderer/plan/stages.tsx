/** The way of a plan: it is written, looked at, and applied; each stage one press away, and what it has to say beside its name. */
import type { BoardState } from '../../contract/state.ts';
import { StageBar } from '../frame/stage-bar.tsx';
import { type Word, workWord } from '../frame/words.ts';
import { useTask } from '../host/tasks.ts';
import { type PlanStage, showPlanStage, usePlanStage } from './plan-view.ts';
import { isCurrent, reviewKey, useReviews } from './review-store.ts';
import type { PlanText } from './text-store.ts';

const names: readonly (readonly [PlanStage, string])[] = [
  ['edit', 'Edit'],
  ['review', 'Review'],
  ['result', 'Result'],
];

export function PlanStages({ state, plan, errors }: { state: BoardState; plan: PlanText; errors: number }) {
  const { board, work } = state;
  const stage = usePlanStage(state);
  const review = useReviews(({ byBoard }) => byBoard[board.name]);
  const asking = useTask(reviewKey(board.name)) !== undefined;
  const words: Readonly<Record<PlanStage, Word | undefined>> = {
    edit:
      errors === 0 ? undefined : { text: errors === 1 ? '1 error' : `${errors} errors`, icon: 'error', tone: 'bad' },
    review: asking
      ? { text: 'comparing', icon: 'loading', tone: 'accent', busy: true }
      : review !== undefined && !isCurrent(review, plan, state)
        ? { text: 'out of date', icon: 'history', tone: 'warn' }
        : undefined,
    result: work === undefined ? undefined : workWord(work),
  };
  return (
    <StageBar
      label="Stages of the plan"
      stages={names.map(([name, label]) => ({ stage: name, label, word: words[name] }))}
      now={stage}
      onStage={(next) => showPlanStage(board.name, next)}
    />
  );
}
