/** kernel/range.c: uiomem_range_claim(); the claimant by /proc/iomem. */
import { claimantText, claimOn, unbindText } from '../iomem.ts';
import { spanText } from '../span.ts';
import { refusal, refusalLines } from './refusal.ts';
import { refusedSpan, subjectOf } from './region-of.ts';

export const driverBusy = refusal(
  'driver.busy',
  refusalLines('busy', 'another driver has claimed part of it; /proc/iomem says which'),
  (refused, context) => {
    const claim = context.facts === undefined ? undefined : claimOn(context.facts.board, refusedSpan(refused));
    return {
      meaning: `${subjectOf(refused, context)} belongs in part to ${
        claim === undefined ? 'another driver' : `${claimantText(claim)}, which has ${spanText(claim)}`
      }; the kernel gives a range to one driver.`,
      hint: `${
        claim === undefined
          ? 'Look in /proc/iomem who it is, and unbind it, or choose another range.'
          : unbindText(claim)
      } A shareable region is let in with a warning, when both really may have it.`,
    };
  },
);
