/** kernel/range.c: uiomem_range_claim(). */
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { refusal, refusalLines } from './refusal.ts';
import { subjectOf } from './region-of.ts';

export const driverOverlap = refusal(
  'driver.overlap',
  refusalLines('overlap', '%s has [0x%llx, 0x%llx) and is not shareable', 'other', 'otherStart', 'otherEnd'),
  (refused, context) => ({
    meaning: `${subjectOf(refused, context)} overlaps the device ${refused.other}, which has ${hex(BigInt(`0x${refused.otherStart}`))} to ${hex(BigInt(`0x${refused.otherEnd}`) - 1n)}; neither is shareable.`,
    hint: 'Move the ranges apart, or make both regions shareable when two really use the same memory.',
  }),
);
