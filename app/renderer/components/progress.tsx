/** Work under way: what, how far, how long already, and how to stop it. */
import { Progress as Base } from '@base-ui/react/progress';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Elapsed } from './elapsed.tsx';
import './progress.css';

export interface ProgressProps {
  readonly what: string;
  /** What it is at now. */
  readonly text?: ReactNode;
  /** 0 to 1; absent: nobody knows. */
  readonly part?: number | undefined;
  /** Milliseconds since the epoch. */
  readonly since?: number;
  readonly cancelLabel?: string;
  onCancel?(): void;
}

export function Progress({ what, text, part, since, cancelLabel = 'Cancel', onCancel }: ProgressProps) {
  return (
    <div className="progress">
      <div className="grow stack progress-words">
        <div className="row">
          <span className="truncate">{what}</span>
          <span className="grow" />
          {part !== undefined && <span className="mono">{Math.floor(part * 100)}%</span>}
          {since !== undefined && <Elapsed since={since} />}
        </div>
        <Base.Root value={part === undefined ? null : part * 100} aria-label={what}>
          <Base.Track className="progress-track">
            <Base.Indicator className="progress-bar" />
          </Base.Track>
        </Base.Root>
        <p className="progress-text small muted truncate" role="status">
          {text}
        </p>
      </div>
      {onCancel !== undefined && <Button onClick={onCancel}>{cancelLabel}</Button>}
    </div>
  );
}
