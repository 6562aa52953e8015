/** kernel/device.c: uiomem_register(), uiomem_create(); kernel/platform.c: uiomem_static_add(). */
import { refusal, refusalLines } from './refusal.ts';
import { refusedDevice, subjectOf } from './region-of.ts';

export const driverNotMapped = refusal(
  'driver.not-mapped',
  refusalLines('memory', 'the kernel could not map it'),
  (refused, context) => ({
    meaning: `${subjectOf(refused, context)} could not be mapped: the kernel has not that much address space left, or no memory for the page tables.`,
    hint: 'Make the region smaller; on 32-bit boards vmalloc=SIZE on the kernel’s command line gives more room.',
  }),
);

export const driverNoMemory = refusal(
  'driver.no-memory',
  [
    ...refusalLines('memory', 'no memory for the device itself'),
    ...refusalLines('memory', 'no memory for its platform device'),
    ...refusalLines('memory', 'its files could not be made (%d)', 'errno'),
  ],
  (refused, context) => ({
    meaning: `The kernel had no memory left for ${refusedDevice(refused, context)} or its files.`,
    hint: 'Free memory on the board (free, ps), and load again.',
  }),
);
