/** What is said of a reference that leads nowhere. */
import { nearest } from '../../plan/nearest.ts';
import type { Reading } from './reading.ts';

/** Looking for the nearest name costs a pass over all of them. */
const mostSuggestions = 5;

/** A label or a path of a reference that no node has. */
export function reportUnknown(
  reading: Reading,
  to: string,
  start: number,
  why: string,
  end = reading.scanner.position,
  further?: string,
): void {
  const { scanner } = reading;
  if (reading.lost.has(to) || scanner.incomplete) return;
  const labels = reading.suggestions < mostSuggestions ? reading.labels() : [];
  reading.suggestions += 1;
  const meant = to.startsWith('/') ? undefined : nearest(to, labels);
  const hints = [
    meant === undefined ? undefined : `did you mean ${meant}?`,
    to.startsWith('/') ? undefined : 'include the file that has it',
    further,
  ].filter((hint) => hint !== undefined);
  const hint = hints.join(meant === undefined ? ', or ' : ' Or ');
  scanner.report({
    id: to.startsWith('/') ? 'device-tree.unknown-path' : 'device-tree.unknown-label',
    message: to.startsWith('/') ? `There is no node ${to}.` : `No node has the label ${to}.`,
    why,
    ...(hint === '' ? {} : { hint: `${hint.charAt(0).toUpperCase()}${hint.slice(1)}${hint.endsWith('?') ? '' : '.'}` }),
    start,
    end,
  });
}
