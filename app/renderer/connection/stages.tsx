/** The stages of a connection that is being opened, as they pass. */
import { type Stage, stage as stageSchema } from '../../contract/board.ts';
import { Icon } from '../components/icon.tsx';
import './stages.css';
import { stageWords } from '../frame/words.ts';

/** `ended`: at `now` it failed, or waits for the user; the stages after it did not come. */
export function Stages({ now, text, ended }: { now: Stage; text?: string; ended?: 'failed' | 'waits' }) {
  const at = stageSchema.options.indexOf(now);
  return (
    <ol className="stages" aria-label="Stages of the connection">
      {stageSchema.options.map((stage, index) => {
        const state = index < at ? 'done' : index > at ? 'to do' : (ended ?? 'now');
        const icon = { done: 'pass', 'to do': 'circle-outline', failed: 'error', waits: 'question', now: 'loading' }[
          state
        ];
        return (
          <li key={stage} className={`stage stage-${state.replace(' ', '-')}`} aria-current={state === 'now' && 'step'}>
            <Icon name={icon} spin={state === 'now'} />
            <span>{stageWords[stage]}</span>
            <span className="unseen">: {state}</span>
            {index === at && text !== undefined && <span className="muted small truncate">{text}</span>}
          </li>
        );
      })}
    </ol>
  );
}

/** The stage that a Problem names. */
export function stageOf(data: Readonly<Record<string, unknown>> | undefined): Stage | undefined {
  const { success, data: found } = stageSchema.safeParse(data?.stage);
  return success ? found : undefined;
}
