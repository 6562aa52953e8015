/** Steps of a work as lines of a terminal. */
import type { StepEvent } from '../contract/plan.ts';
import type { Context } from './command.ts';

/** A line a step as it ends; what runs now is drawn over. */
export function stepLines({ progress, note }: Pick<Context, 'progress' | 'note'>): (event: StepEvent) => void {
  return ({ title, state, text, milliseconds }) => {
    const seconds = milliseconds === undefined ? '' : ` (${(milliseconds / 1000).toFixed(1)} s)`;
    switch (state) {
      case 'planned':
        return;
      case 'started':
        progress(title);
        return;
      case 'output':
        progress(`${title}: ${text ?? ''}`);
        return;
      case 'done':
        note(`done    ${title}${seconds}`);
        return;
      case 'failed':
        note(`FAILED  ${title}${seconds}: ${text ?? ''}`);
        return;
      case 'undone':
        note(`undone  ${title}${seconds}`);
        return;
      case 'undo-failed':
        note(`NOT UNDONE  ${title}: ${text ?? ''}`);
    }
  };
}
