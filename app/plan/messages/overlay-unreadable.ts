/** drivers/of/overlay.c: of_overlay_fdt_apply(), and where labels of it are to go; Linux 6.1 and 6.12. */
import { line } from './format.ts';
import type { Message } from './message.ts';

export const overlayUnreadable: Message = {
  id: 'overlay.unreadable',
  weight: 'cause',
  lines: [
    line('OF: overlay: Invalid overlay_fdt header'),
    line('OF: overlay: unable to unflatten overlay_fdt'),
    line('OF: resolver: null overlay'),
  ],
  explain: () => ({
    meaning: 'What was given to the kernel as an overlay is no flattened tree, or not a whole one.',
    hint: 'Compile the source (dt compile FILE.dtso), and give it the .dtbo.',
  }),
};

export const overlayOwnSymbols: Message = {
  id: 'overlay.symbols-without-table',
  weight: 'cause',
  lines: [line('OF: overlay: symbols in overlay, but not in live tree')],
  explain: () => ({
    meaning:
      'The overlay brings labels of its own (__symbols__), and the board’s tree has no table that they could go into.',
    hint: 'Compile it without dtc -@, or the board’s tree with it.',
  }),
};
