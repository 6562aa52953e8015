/** drivers/of/resolver.c: of_resolve_phandles(); Linux 6.1 and 6.12. */
import { line } from './format.ts';
import type { Message } from './message.ts';

export const overlaySymbols: Message = {
  id: 'overlay.no-symbols',
  weight: 'cause',
  lines: [
    line('OF: resolver: no symbols in root of device tree.'),
    line("OF: resolver: node label '%s' not found in live devicetree symbols table", 'label'),
    line('OF: resolver: overlay phandle fixup failed: %d', 'errno'),
  ],
  explain: ({ label }) => ({
    meaning:
      label === undefined
        ? 'The overlay names nodes by label, and the board’s tree has no table of labels (__symbols__).'
        : `The overlay names the label ${label}, which the board’s tree does not have.`,
    hint: 'Compile the board’s tree with dtc -@ (DTC_FLAGS=-@), or name nodes by path: target-path = "/…".',
  }),
};
