/** The steps of a board's newest apply or roll back, whoever started it, as they go. */
import { useEffect, useRef, useState } from 'react';
import type { BoardState, StepState, Work } from '../../contract/state.ts';
import { Badge } from '../components/badge.tsx';
import { Banner, ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { Elapsed } from '../components/elapsed.tsx';
import { Icon } from '../components/icon.tsx';
import { rollbackCommand } from '../copied-commands/plan.ts';
import { useTask } from '../host/tasks.ts';
import { applyKey } from '../plan/apply-task.ts';
import { arrowList } from './arrow-list.ts';
import { ReportMenu, reportKey } from './report-menu.tsx';
import { RollBack } from './roll-back.tsx';
import './steps-panel.css';
import { TaskFailures } from './task-failures.tsx';
import { failedAndUndone, instantWord, rolledBackText, stepWords, tookWord, workWord } from './words.ts';

export function StepsPanel({ state }: { state: BoardState }) {
  const { board, work } = state;
  const applying = useTask(applyKey(board.name));
  const word = work === undefined ? undefined : workWord(work);
  const running = work?.outcome === 'running';
  return (
    <section className="steps-panel" aria-label={`Steps on ${board.name}`}>
      <header className="steps-head">
        <h2>Steps</h2>
        <span className="muted truncate">
          {board.name}
          {work !== undefined && work.plan !== '' && ` · ${work.plan}`}
        </span>
        {word !== undefined && (
          <span role="status" className="row">
            <Badge tone={word.tone} icon={word.icon} spin={word.busy === true}>
              {word.text}
            </Badge>
          </span>
        )}
        {work !== undefined &&
          (running ? (
            <Elapsed since={Date.parse(work.startedAt)} />
          ) : (
            <span className="small muted">started {instantWord(work.startedAt)}</span>
          ))}
        <span className="grow" />
        {applying !== undefined && (
          <Button onClick={applying.stop} disabled={applying.stopping}>
            {applying.stopping ? 'Rolling back…' : 'Cancel and roll back'}
          </Button>
        )}
        {running && applying === undefined && (
          <span className="small muted">Started elsewhere: it is cancelled where it runs.</span>
        )}
        {!running && (
          <>
            <ReportMenu state={state} />
            <CopyCommand command={rollbackCommand(board.name)} />
            <RollBack state={state} />
          </>
        )}
      </header>
      <TaskFailures keys={[reportKey(board.name)]} />
      {work === undefined ? (
        <p className="steps-none muted">
          Nothing was applied to {board.name} since this host started. What is applied, here or on the command line,
          shows here step by step.
        </p>
      ) : (
        <Steps key={work.id} work={work} />
      )}
    </section>
  );
}

function Steps({ work }: { work: Work }) {
  const { steps, outcome, problem } = work;
  const list = useRef<HTMLElement>(null);
  const at = steps.findIndex(({ state }) => state === 'started' || state === 'output');
  useEffect(() => {
    if (at >= 0) list.current?.querySelectorAll('[data-step]')[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const undone = steps.filter(({ state }) => state === 'undone').length;
  const stuck = steps.filter(({ state }) => state === 'undo-failed').length;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className="steps-body" ref={list} tabIndex={0} aria-label="List of steps">
      {problem !== undefined && (
        <ProblemBanner problem={problem}>
          <p>{rolledBackText(undone, stuck)}</p>
        </ProblemBanner>
      )}
      {problem === undefined && outcome === 'cancelled' && (
        <Banner tone="warn" title="It was cancelled." hint={rolledBackText(undone, stuck)} />
      )}
      {steps.length === 0 && (
        <p className="muted">
          {outcome === 'running' ? 'Finding out what is to do…' : 'Nothing was to do: the board is as the plan says.'}
        </p>
      )}
      <ol aria-label="Steps" onKeyDown={arrowList}>
        {steps.map((step) => (
          <StepRow key={step.index} step={step} failedHere={problem?.data?.step === step.index} />
        ))}
      </ol>
    </section>
  );
}

/** `failedHere`: it is the one that the work failed at, also after what it had done was taken back. */
function StepRow({ step, failedHere }: { step: StepState; failedHere: boolean }) {
  const { title, state, text, milliseconds } = step;
  const [open, setOpen] = useState(state === 'failed' || state === 'undo-failed');
  useEffect(() => {
    if (state === 'failed' || state === 'undo-failed') setOpen(true);
  }, [state]);
  const word = failedHere && state === 'undone' ? failedAndUndone : stepWords[state];
  const hasOutput = text !== undefined && text !== '';
  return (
    <li data-step>
      <div className="step">
        <Badge tone={word.tone} icon={word.icon} spin={word.busy === true}>
          {word.text}
        </Badge>
        {hasOutput ? (
          <button type="button" data-item className="step-title" aria-expanded={open} onClick={() => setOpen(!open)}>
            <Icon name={open ? 'chevron-down' : 'chevron-right'} />
            <span className="truncate">{title}</span>
            <span className="unseen">, output</span>
          </button>
        ) : (
          <span className="step-title step-plain truncate">{title}</span>
        )}
        <span className="mono muted">{milliseconds === undefined ? '' : tookWord(milliseconds)}</span>
      </div>
      {open && hasOutput && <pre className="step-output">{text.trimEnd()}</pre>}
    </li>
  );
}
