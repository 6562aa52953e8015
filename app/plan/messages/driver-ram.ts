/** kernel/range.c: uiomem_range_check(), by /proc/iomem’s System RAM. */
import { ramWithin } from '../iomem.ts';
import { keepFromLinux } from '../keep-from-linux.ts';
import { spanText } from '../span.ts';
import { refusal, refusalLines } from './refusal.ts';
import { refusedSpan, subjectOf } from './region-of.ts';

export const driverRam = refusal(
  'driver.overlaps-ram',
  refusalLines('ram', 'the kernel uses part of it as System RAM; keep it back with mem= or a no-map reservation'),
  (refused, context) => {
    const board = context.facts?.board;
    const span = refusedSpan(refused);
    const parts = board === undefined ? [] : ramWithin(board, span);
    const which = parts.length === 0 ? 'part of it' : parts.map(spanText).join(' and ');
    return {
      meaning: `${subjectOf(refused, context)} is memory that Linux itself uses, and that writing would destroy: ${which} is System RAM.`,
      hint:
        board === undefined
          ? 'Keep it from Linux first (a no-map reservation, or mem= on the kernel’s command line) and boot, or choose a range that Linux does not manage.'
          : keepFromLinux(span, board),
    };
  },
);
