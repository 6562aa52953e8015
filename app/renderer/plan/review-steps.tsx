/** What applying a plan would do, in order: each step with what it touches and interrupts, the same by hand, and what takes it back. */
import { useState } from 'react';
import type { ReviewStep } from '../../contract/plan.ts';
import type { Touched } from '../../plan/review/effect.ts';
import { Badge } from '../components/badge.tsx';
import { Banner } from '../components/banner.tsx';
import { IconButton } from '../components/button.tsx';
import { FoldButton } from '../components/fold-button.tsx';
import { printable } from '../components/printable.ts';
import { useCopy } from '../components/use-copy.ts';
import { arrowList } from '../frame/arrow-list.ts';

export function ReviewSteps({ steps, board }: { steps: readonly ReviewStep[]; board: string }) {
  return (
    <ol className="review" aria-label="Steps of the plan" onKeyDown={arrowList}>
      {steps.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps have no other name than their place.
        <li key={index}>
          <Step step={step} number={index + 1} board={board} />
        </li>
      ))}
    </ol>
  );
}

function Step({ step, number, board }: { step: ReviewStep; number: number; board: string }) {
  const { title, where, shell, difference, effect } = step;
  const { does, undo, touches, interrupts, takes } = effect;
  const [open, setOpen] = useState(false);
  const files = touches.filter(({ content }) => content !== undefined);
  return (
    <article className="review-step" aria-label={`Step ${number}: ${title}`}>
      <div className="review-step-head">
        <span className="mono muted">{number}</span>
        <h4>{title}</h4>
        <span className="small muted">{where === 'board' ? `on ${board}` : 'on this machine'}</span>
        {takes !== undefined && (
          <Badge icon="watch" tone="plain">
            {`takes ${takes}`}
          </Badge>
        )}
      </div>
      <p>{printable(does)}</p>
      {files.map(({ name, content = '' }) => (
        <figure key={name} className="stack">
          <figcaption className="small muted">
            <span className="mono">{name}</span>
            {difference === undefined ? ' will hold:' : ', what changes in it:'}
          </figcaption>
          <pre className="review-text">{difference ?? content.trimEnd()}</pre>
        </figure>
      ))}
      {interrupts !== undefined && interrupts.devices.length > 0 && (
        <Interrupts board={board} devices={interrupts.devices} holders={interrupts.holders} />
      )}
      <dl className="review-facts small">
        {touches.length > 0 && (
          <>
            <dt>Touches</dt>
            <dd>{touches.map(touchedText).join(', ')}</dd>
          </>
        )}
        <dt>Undone by</dt>
        <dd>{printable(undo)}</dd>
      </dl>
      <div className="row">
        <FoldButton item open={open} onToggle={() => setOpen(!open)}>
          The same by hand<span className="unseen">: {title}</span>
        </FoldButton>
        <CopyText label={`Copy the commands of: ${title}`} text={shell} />
      </div>
      {open && <pre className="review-text">{shell}</pre>}
    </article>
  );
}

/** Whose mappings close, and who keeps it from going. */
function Interrupts({
  board,
  devices,
  holders,
}: {
  board: string;
  devices: readonly string[];
  holders: NonNullable<ReviewStep['effect']['interrupts']>['holders'];
}) {
  const programs = [...new Map(holders.map((each) => [each.pid, each])).values()];
  return (
    <Banner
      tone="warn"
      title={`${listed(devices)} of ${board} ${devices.length === 1 ? 'goes' : 'go'} away meanwhile.`}
      hint={
        programs.length === 0
          ? `What this tool has mapped of ${devices.length === 1 ? 'it' : 'them'} is closed, in every window. No other program holds ${devices.length === 1 ? 'it' : 'one'} open now.`
          : `What this tool has mapped is closed. The driver cannot be unloaded while other programs hold a device open: the step fails then, and what was done before it is rolled back.`
      }
    >
      {programs.length > 0 && (
        <ul aria-label={`Programs that hold a device of ${board} open`}>
          {programs.map(({ pid, command }) => (
            <li key={pid}>
              <span className="mono">{pid}</span> {printable(command)}{' '}
              <span className="muted">
                holds {listed(holders.filter((each) => each.pid === pid).map(({ device }) => device))}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Banner>
  );
}

/** A text to the clipboard, with a word that it went. */
export function CopyText({ label, text }: { label: string; text: string }) {
  const { state, said, copy } = useCopy();
  return (
    <span className="row">
      <IconButton icon={state === 'yes' ? 'check' : 'copy'} label={label} onClick={() => copy(text)} />
      <span role="status" className="small muted">
        {said}
      </span>
    </span>
  );
}

const touchedText = ({ what, name, how }: Touched): string =>
  what === 'file' || what === 'folder' || what === 'device' ? `${name} (${how})` : `the ${what} ${name} (${how})`;

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
