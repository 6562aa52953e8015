/** What applying a plan would do, before it is done: the board, what lint still finds, the steps, and the way on. */
import { useEffect } from 'react';
import type { BoardState } from '../../contract/state.ts';
import type { Finding } from '../../plan/finding.ts';
import { hasErrors } from '../../plan/lint.ts';
import { Banner, ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { Elapsed } from '../components/elapsed.tsx';
import { LeaseBanner } from '../connection/lease-banner.tsx';
import { applyCommand, stepsCommand } from '../copied-commands/plan.ts';
import { RollBack } from '../frame/roll-back.tsx';
import { StageFrame, StageHead, StageTitle } from '../frame/stage-frame.tsx';
import { useHost } from '../host/host-context.tsx';
import { forgetFailure, useFailure, useTask } from '../host/tasks.ts';
import { applyKey, applyPlan, changedIds, isRefusal } from './apply-task.ts';
import type { Lint } from './lint-store.ts';
import { showPlanStage } from './plan-view.ts';
import { ReviewFindings } from './review-findings.tsx';
import './review-stage.css';
import { CopyText, ReviewSteps } from './review-steps.tsx';
import { changedSince, isCurrent, isOf, makeReview, reviewKey, useReviews } from './review-store.ts';
import type { PlanText } from './text-store.ts';

export function ReviewStage({
  state,
  plan,
  lint,
  why,
  onShow,
}: {
  state: BoardState;
  plan: PlanText;
  lint: Lint;
  /** What stands in the way of applying; undefined: nothing. */
  why: string | undefined;
  onShow(finding: Finding): void;
}) {
  const { board, connection } = state;
  const { name } = board;
  const host = useHost();
  const review = useReviews(({ byBoard }) => byBoard[name]);
  const failedOf = useReviews((reviews) => reviews.failedOf[name]);
  const task = useTask(reviewKey(name));
  const failure = useFailure(reviewKey(name));
  const applying = useTask(applyKey(name));
  const refusedWith = useFailure(applyKey(name));
  const refused = refusedWith !== undefined && isRefusal(refusedWith) ? refusedWith : undefined;
  const file = plan.file?.path ?? plan.name;
  const connected = connection.state === 'open';
  const again = () => void makeReview(host, state, plan);

  const shown = review !== undefined && isOf(review, plan) ? review : undefined;
  const failed = failedOf !== undefined && isOf(failedOf, plan);
  const isDue = connected && task === undefined && shown === undefined && !failed && state.work?.outcome !== 'running';
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each text; what it is of is looked at then.
  useEffect(() => {
    if (isDue) again();
  }, [isDue, plan.text, plan.folder]);
  // One that was left and is come back to is of the board as it is now.
  // biome-ignore lint/correctness/useExhaustiveDependencies: as the stage is entered.
  useEffect(() => {
    if (connected && task === undefined && refused === undefined && !isCurrent(review, plan, state)) again();
  }, []);

  // What the host found counts where the window has found no error: it may know more of the board.
  const own = lint.findings ?? [];
  const findings = failed && !hasErrors(own) ? failedOf.findings : own;
  const changed = shown === undefined ? undefined : changedSince(shown, state);
  const ready = shown !== undefined && task === undefined && changed === undefined && refused === undefined;
  const unfinished = refused?.id === 'plan.unfinished' ? refused.message : shown?.unfinished;
  const isUnfinished = unfinished !== undefined && state.work?.outcome !== 'running';
  const apply = (resume: boolean) => {
    if (shown !== undefined) void applyPlan(host, name, plan, { resume, reviewed: shown.reviewed });
  };
  const reviewAgain = (
    <Button kind="primary" icon="refresh" onClick={again}>
      Review again
    </Button>
  );
  const nothing = shown?.steps.length === 0;
  return (
    <StageFrame
      label={`Review for ${name}`}
      name="Review"
      head={
        <StageHead
          begin={
            <StageTitle board={name}>
              {plan.name} for {name}
            </StageTitle>
          }
          told={
            task !== undefined
              ? `Comparing the plan with ${name}… ${task.text}`
              : shown === undefined || changed !== undefined
                ? ''
                : `${shown.steps.length === 1 ? '1 step' : `${shown.steps.length} steps`}, of ${name} as it is now`
          }
          actions={
            <>
              <CopyCommand command={stepsCommand(file, name)} />
              <Button icon="refresh" disabled={!connected} onClick={again}>
                Review anew
              </Button>
              <CopyCommand command={applyCommand(file, name)} />
              <Button
                kind="primary"
                icon="play"
                disabled={!ready || nothing || isUnfinished || why !== undefined || applying !== undefined}
                onClick={() => apply(false)}
              >
                {`Apply to ${name}`}
              </Button>
            </>
          }
        >
          {task !== undefined && (
            <>
              <Elapsed since={task.since} />
              <Button onClick={task.stop}>Cancel</Button>
            </>
          )}
        </StageHead>
      }
    >
      <LeaseBanner state={state} />
      {refused !== undefined && refused.id !== 'plan.unfinished' && (
        <ProblemBanner
          problem={refused}
          tone={changedIds.includes(refused.id) ? 'warn' : 'bad'}
          actions={
            <>
              {reviewAgain}
              <Button onClick={() => forgetFailure(applyKey(name))}>Dismiss</Button>
            </>
          }
        >
          <p>Nothing was changed on {name}.</p>
        </ProblemBanner>
      )}
      {changed !== undefined && refused === undefined && (
        <ProblemBanner problem={changed} tone="warn" actions={reviewAgain} />
      )}
      {isUnfinished && (
        <Banner
          tone="warn"
          id="plan.unfinished"
          title={unfinished}
          hint="Go on with this plan from what is there now, or take back what that apply did. When it still runs elsewhere, wait for it."
          actions={
            <>
              <Button
                kind="primary"
                disabled={shown === undefined || task !== undefined || why !== undefined}
                onClick={() => apply(true)}
              >
                Go on with it
              </Button>
              <CopyCommand command={applyCommand(file, name, true)} />
              <RollBack state={state} onStart={() => showPlanStage(name, 'result')} />
            </>
          }
        />
      )}
      <ReviewFindings findings={findings} why={why} onShow={onShow} />
      {why !== undefined && !hasErrors(findings) && <p className="muted">{why}</p>}
      {failure !== undefined && task === undefined && (
        <ProblemBanner problem={failure} actions={<Button onClick={again}>Try again</Button>} />
      )}
      {nothing && shown !== undefined && !isUnfinished && (
        <Banner
          tone="good"
          title={`Nothing to do: ${name} is as the plan says.`}
          actions={<Button onClick={() => showPlanStage(name, 'result')}>Verify it</Button>}
        />
      )}
      {shown !== undefined && shown.steps.length > 0 && (
        <>
          <p className="muted">
            This is done in this order. When a step fails, or on Cancel, those before it are rolled back.
            {shown.steps[0]?.action.kind === 'module.build' &&
              ' When the build shows that more has to be done than is listed here, it ends there, and nothing is changed on the board.'}
          </p>
          <ReviewSteps steps={shown.steps} board={name} />
          <section className="stack" aria-label="All as one script">
            <div className="row">
              <h3>All as one script</h3>
              <CopyText label="Copy the script" text={shown.script} />
            </div>
            <p className="small muted">For root’s shell on the board; uiomem.ko has to lie in its folder.</p>
          </section>
        </>
      )}
      {lint.notRun.length > 0 && <p className="small muted">Not judged: {lint.notRun.join('; ')}</p>}
    </StageFrame>
  );
}
