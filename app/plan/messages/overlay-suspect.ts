/** drivers/of/overlay.c: of_overlay_apply(), of_overlay_remove(); Linux 6.1 and 6.12. */
import { line } from './format.ts';
import type { Message } from './message.ts';

export const overlaySuspect: Message = {
  id: 'overlay.tree-suspect',
  weight: 'cause',
  lines: [
    line('OF: overlay: devicetree state suspect, refuse to apply overlay'),
    line('OF: overlay: suspect devicetree state, refuse to remove overlay'),
  ],
  explain: () => ({
    meaning:
      'An overlay before this one failed half way in the kernel, which takes none on and none off any more until it is booted anew.',
    hint: 'Reboot the board (dt reboot).',
  }),
};
