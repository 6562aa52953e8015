/** kernel/properties.c: uiomem_bad(), uiomem_read_cell(). */
import { refusal, refusalLines } from './refusal.ts';
import { refusedDevice } from './region-of.ts';

const hints: Readonly<Record<string, string>> = {
  reg: 'The bus above the node needs ranges that hold the address; at the top of the tree none is needed.',
  'memory-region':
    'The reservation must be a child of /reserved-memory (with a minus sign), present when the board boots: one that an overlay adds at run time is not set up.',
  'sync-offset': 'It counts from the start of the range, not from address 0.',
};

export const driverProperty = refusal(
  'driver.bad-property',
  [
    ...refusalLines('property', '%s must be one cell of %llu to %llu', 'property', 'low', 'high'),
    ...refusalLines('property', '%s must be given', 'property'),
    ...refusalLines('property', "%s must be an address and a size that the parent's ranges translate", 'property'),
    ...refusalLines('property', '%s must be a node of /reserved-memory that the kernel has set up', 'property'),
    ...refusalLines('property', '%s must be one number of one or two cells', 'property'),
    ...refusalLines('property', '%s must be inside the range', 'property'),
    ...refusalLines('property', '%s must be at most what the range has after sync-offset', 'property'),
    ...refusalLines('property', '%s must be a file name', 'property'),
  ],
  (refused, context) => {
    const { property = '', low, high } = refused;
    const which = low === undefined ? '' : `, which is a number from ${low} to ${high} in one cell`;
    return {
      meaning: `The property ${property} of ${refusedDevice(refused, context)} has a value that it cannot have, or is missing${which}.`,
      hint: hints[property] ?? `Mend ${property} in the node, and boot with the tree.`,
    };
  },
);
