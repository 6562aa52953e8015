/** The steps of a board's newest apply or roll back, whoever started it, as they go. */
import type { BoardState } from '../../contract/state.ts';
import { reportKey } from './report-menu.tsx';
import './steps-panel.css';
import { TaskFailures } from './task-failures.tsx';
import { WorkHead } from './work-head.tsx';
import { WorkSteps } from './work-steps.tsx';

export function StepsPanel({ state }: { state: BoardState }) {
  const { board, work } = state;
  return (
    <section className="steps-panel" aria-label={`Steps on ${board.name}`}>
      <WorkHead state={state} title="Steps" />
      <TaskFailures keys={[reportKey(board.name)]} />
      {work === undefined ? (
        <p className="steps-none muted">
          Nothing was applied to {board.name} since this host started. What is applied, here or on the command line,
          shows here step by step.
        </p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        <section key={work.id} className="steps-body" tabIndex={0} aria-label="List of steps">
          <WorkSteps work={work} />
        </section>
      )}
    </section>
  );
}
