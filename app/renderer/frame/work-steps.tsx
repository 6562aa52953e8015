/** The steps of an apply or a roll back as they go: each with its state, its time, and what it printed one press away. */
import { useEffect, useRef, useState } from 'react';
import type { StepState, Work } from '../../contract/state.ts';
import { Badge } from '../components/badge.tsx';
import { Banner, ProblemBanner } from '../components/banner.tsx';
import { Elapsed } from '../components/elapsed.tsx';
import { Icon } from '../components/icon.tsx';
import { consoleText } from '../start-page/console-text.ts';
import { arrowList } from './arrow-list.ts';
import { failedAndUndone, rolledBackText, stepWords, tookWord } from './words.ts';
import './work-steps.css';

export function WorkSteps({ work: { kind, steps, outcome, problem } }: { work: Work }) {
  const list = useRef<HTMLOListElement>(null);
  const at = steps.findIndex(({ state }) => state === 'started' || state === 'output');
  useEffect(() => {
    if (at >= 0) list.current?.querySelectorAll('[data-step]')[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const undone = steps.filter(({ state }) => state === 'undone').length;
  const stuck = steps.filter(({ state }) => state === 'undo-failed').length;
  return (
    <>
      {problem !== undefined && outcome !== 'cancelled' && (
        <ProblemBanner problem={problem}>
          <p>{rolledBackText(undone, stuck)}</p>
        </ProblemBanner>
      )}
      {outcome === 'cancelled' && <Banner tone="warn" title="It was cancelled." hint={rolledBackText(undone, stuck)} />}
      {steps.length === 0 && (outcome === 'running' || outcome === 'done') && (
        <p className="muted">
          {outcome === 'running'
            ? 'Finding out what is to do…'
            : kind === 'apply'
              ? 'Nothing was to do: the board is as the plan says.'
              : 'Nothing was left to take back.'}
        </p>
      )}
      <ol ref={list} aria-label="Steps" onKeyDown={arrowList}>
        {steps.map((step) => (
          <StepRow key={step.index} step={step} failedHere={problem?.data?.step === step.index} />
        ))}
      </ol>
    </>
  );
}

/** `failedHere`: it is the one that the work failed at, also after what it had done was taken back. */
function StepRow({ step, failedHere }: { step: StepState; failedHere: boolean }) {
  const { title, state, text, milliseconds, startedAt } = step;
  const [open, setOpen] = useState(state === 'failed' || state === 'undo-failed');
  useEffect(() => {
    if (state === 'failed' || state === 'undo-failed') setOpen(true);
  }, [state]);
  const word = failedHere && state === 'undone' ? failedAndUndone : stepWords[state];
  const runs = state === 'started' || state === 'output';
  return (
    <li data-step>
      <div className="step">
        <Badge tone={word.tone} icon={word.icon} spin={word.busy === true}>
          {word.text}
        </Badge>
        {text !== undefined && text !== '' ? (
          <button type="button" data-item className="step-title" aria-expanded={open} onClick={() => setOpen(!open)}>
            <Icon name={open ? 'chevron-down' : 'chevron-right'} />
            <span className="truncate">{title}</span>
            <span className="unseen">, output</span>
          </button>
        ) : (
          <span className="step-title step-plain truncate">{title}</span>
        )}
        {runs && startedAt !== undefined ? (
          <Elapsed since={Date.parse(startedAt)} />
        ) : (
          <span className="mono muted">{milliseconds === undefined || runs ? '' : tookWord(milliseconds)}</span>
        )}
      </div>
      {open && text !== undefined && text !== '' && <StepOutput title={title} text={text} />}
    </li>
  );
}

/** Shows its end as long as nobody has scrolled away from it. */
function StepOutput({ title, text }: { title: string; text: string }) {
  const place = useRef<HTMLElement>(null);
  const atEnd = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each text.
  useEffect(() => {
    const { current } = place;
    if (current !== null && atEnd.current) current.scrollTop = current.scrollHeight;
  }, [text]);
  return (
    <section
      ref={place}
      className="step-output mono"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
      aria-label={`Output of ${title}`}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        atEnd.current = scrollTop + clientHeight >= scrollHeight - 4;
      }}
    >
      {consoleText(text).trimEnd()}
    </section>
  );
}
