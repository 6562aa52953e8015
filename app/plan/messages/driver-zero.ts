/** kernel/range.c: uiomem_range_check(). */
import { refusal, refusalLines } from './refusal.ts';
import { refusedDevice, refusedRegion } from './region-of.ts';

export const driverZeroSize = refusal(
  'driver.zero-size',
  refusalLines('zero', 'its size is 0 bytes; the smallest is a page of %lu', 'page'),
  (refused, context) => ({
    meaning: `The range of ${refusedDevice(refused, context)} has 0 bytes.`,
    hint: `Give reg or the reserved memory a size, at least a page of ${refused.page} bytes.`,
  }),
);

export const driverZeroAddress = refusal(
  'driver.zero-address',
  refusalLines('zero', 'it has a size but no address; memory at address 0 needs a device-tree node'),
  (refused, context) => ({
    meaning: `${refusedDevice(refused, context)} has a size and no address: ${
      refusedRegion(refused, context) === undefined
        ? `uiomem${refused.slot ?? 'N'}_addr is missing or 0.`
        : 'its address in the plan is 0, which the insmod line cannot name.'
    }`,
    hint: 'Give the address; for memory at address 0 use a device-tree node.',
  }),
);
