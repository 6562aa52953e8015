/** The reference driver (uiomem 1.1.0-beta.1) on arm64 6.1 and 6.12 (uiomem-interface: Where the reference driver fails, 6). */
import { builtInInstead } from './built-for-board.ts';
import { line } from './format.ts';
import type { Message } from './message.ts';

export const referenceRefusesReservation: Message = {
  id: 'reference.refuses-reservation',
  weight: 'cause',
  lines: [
    line('uiomem %s: %sthis region is used by the kernel%s', 'device', 'before', 'after'),
    line('uiomem %s: this region is used by the kernel', 'device'),
    line('uiomem: %sthis region is used by the kernel', 'before'),
  ],
  explain: (_said, { plan }) => ({
    meaning:
      'The reference driver asks for struct pages instead of System RAM, and so refuses every no-map reservation on arm64, although Linux does not use that memory.',
    hint: 'Use the driver of this tool (module: from: built-in), which takes no-map reservations, or keep the range back with mem=.',
    ...(plan !== undefined &&
      plan.module.from !== 'built-in' && { fix: { title: 'Use the driver of the tool', edits: builtInInstead(plan) } }),
  }),
};
