/** drivers/of/overlay.c: add_changeset_property(); Linux 6.1 and 6.12. */
import { line } from './format.ts';
import type { Message } from './message.ts';

export const overlayLeak: Message = {
  id: 'overlay.leak',
  weight: 'note',
  lines: [
    line('OF: overlay: WARNING: memory leak will occur if overlay removed, property: %pOF/%s', 'node', 'property'),
  ],
  explain: ({ node = '', property = '' }) => ({
    meaning: `The overlay sets ${property} of ${node}, a node that the board booted with; a few bytes stay when it is removed. Nothing is wrong by that.`,
  }),
};
