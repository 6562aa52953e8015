/** kernel/device.c: uiomem_alloc(); the reference driver warns with the same words (uiomem-interface: sync_operation). */
import { line } from './format.ts';
import type { Message } from './message.ts';
import { regionNamed } from './region-of.ts';

export const driverCacheOff: Message = {
  id: 'driver.cache-forced-off',
  weight: 'note',
  lines: [line('uiomem %s: %sforcing cache off', 'device', 'why')],
  explain({ device = '' }, { plan }) {
    const planned = regionNamed(plan, device);
    return {
      meaning: `The machine offers the driver no way to clean and invalidate its cache, so ${device} is used past the cache, as if the plan said cache: off. It works, and is slower.`,
      hint: 'Say cache: off in the plan, or coherent when the hardware keeps the cache coherent.',
      // Of a node the device tree decides.
      ...(planned?.region.load === 'insmod' &&
        planned.region.cache !== 'off' && {
          fix: { title: 'Turn the cache off', edits: [{ op: 'set', path: [...planned.at, 'cache'], value: 'off' }] },
        }),
    };
  },
};
