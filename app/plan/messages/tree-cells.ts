/** drivers/of/address.c and fdt_address.c; Linux 6.1 and 6.12. */
import { line } from './format.ts';
import type { Message } from './message.ts';

export const treeCells: Message = {
  id: 'tree.bad-cells',
  weight: 'cause',
  lines: [line('OF: Bad cell count for %pOF', 'node'), line('OF: fdt: Bad cell count for %s', 'node')],
  explain: ({ node = '' }) => ({
    meaning: `An address below ${node} cannot be read: #address-cells or #size-cells is missing there, or has an impossible number.`,
    hint: `Give ${node} #address-cells and #size-cells that fit the reg of its children, and ranges.`,
  }),
};
