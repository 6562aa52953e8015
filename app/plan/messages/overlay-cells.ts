/** drivers/of/overlay.c: add_changeset_property(); Linux 6.1 and 6.12. */
import { line } from './format.ts';
import type { Message } from './message.ts';

export const overlayCells: Message = {
  id: 'overlay.changes-cells',
  weight: 'cause',
  lines: [
    line('OF: overlay: ERROR: changing value of #address-cells is not allowed in %pOF', 'node'),
    line('OF: overlay: ERROR: changing value of #size-cells is not allowed in %pOF', 'node'),
  ],
  explain: ({ node = '' }) => ({
    meaning: `The overlay sets #address-cells or #size-cells of ${node} to another number than it has: every reg below it would say something else.`,
    hint: 'Leave both out of the overlay, and write reg in the cells that the node has.',
  }),
};
