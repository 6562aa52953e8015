/** What came of applying a plan: its steps as they go, what was rolled back, and the board beside the plan at the end. */
import type { BoardState } from '../../contract/state.ts';
import { ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { reportKey } from '../frame/report-menu.tsx';
import { StageFrame } from '../frame/stage-frame.tsx';
import '../frame/steps-panel.css';
import { TaskFailures } from '../frame/task-failures.tsx';
import { WorkHead } from '../frame/work-head.tsx';
import { WorkSteps } from '../frame/work-steps.tsx';
import { forgetFailure, useFailure, useTask } from '../host/tasks.ts';
import { applyKey, isRefusal } from './apply-task.ts';
import { showPlanStage } from './plan-view.ts';
import type { PlanText } from './text-store.ts';
import { VerificationSection } from './verification.tsx';

export function ResultStage({ state, plan }: { state: BoardState; plan: PlanText }) {
  const { board, work } = state;
  const { name } = board;
  const applying = useTask(applyKey(name));
  const failure = useFailure(applyKey(name));
  // What came to no step, and is not for the review to tell.
  const untold = failure !== undefined && !isRefusal(failure) && work?.problem?.message !== failure.message;
  const isOver = work !== undefined && work.outcome !== 'running' && applying === undefined;
  return (
    <StageFrame label={`Result on ${name}`} name="What was done" head={<WorkHead state={state} title="Result" />}>
      <TaskFailures keys={[reportKey(name)]} />
      {untold && (
        <ProblemBanner
          problem={failure}
          actions={<Button onClick={() => forgetFailure(applyKey(name))}>Dismiss</Button>}
        />
      )}
      {work === undefined ? (
        <p className="muted">
          {applying === undefined
            ? `Nothing was applied to ${name} since this host started.`
            : `Comparing the plan with ${name}…`}
        </p>
      ) : (
        <WorkSteps key={work.id} work={work} />
      )}
      {isOver && work.outcome !== 'done' && (
        <p className="row">
          <Button icon="arrow-left" onClick={() => showPlanStage(name, 'review')}>
            Back to the review
          </Button>
        </p>
      )}
      <VerificationSection state={state} plan={plan} />
    </StageFrame>
  );
}
