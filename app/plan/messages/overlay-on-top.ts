/** drivers/of/overlay.c: overlay_removal_is_ok(), node_overlaps_later_cs(); Linux 6.1 and 6.12. */
import { line } from './format.ts';
import type { Message } from './message.ts';

export const overlayOnTop: Message = {
  id: 'overlay.not-topmost',
  weight: 'cause',
  lines: [
    line('OF: overlay: %s: #%d overlaps with #%d @%pOF', 'function', 'overlay', 'later', 'node'),
    line('OF: overlay: overlay #%d is not topmost', 'overlay'),
  ],
  explain: ({ overlay = '', node }) => ({
    meaning: `The kernel’s overlay number ${overlay} stays: one that came later changes ${node ?? 'the same nodes'}, too.`,
    hint: 'Take overlays back in the reverse order: the one that came last goes first.',
  }),
};
