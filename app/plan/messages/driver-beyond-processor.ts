/** kernel/range.c: uiomem_addressable(); x86 only. */
import { refusal, refusalLines } from './refusal.ts';
import { subjectOf } from './region-of.ts';

export const driverBeyondProcessor = refusal(
  'driver.beyond-address-width',
  refusalLines('memory', 'the processor has no such physical addresses'),
  (refused, context) => {
    const bits = context.facts?.board.addressBits;
    return {
      meaning: `${subjectOf(refused, context)} lies beyond the ${bits === undefined ? '' : `${bits} bits of `}physical address that the processor has.`,
      hint: 'Check the digits of the address; “address sizes” of /proc/cpuinfo tells the width.',
    };
  },
);
