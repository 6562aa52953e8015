/** drivers/base/dd.c: call_driver_probe(); Linux 6.1, and 6.12 in other words. */
import { line } from './format.ts';
import type { Message } from './message.ts';

const errors: Readonly<Record<string, string>> = {
  '-12': 'no memory',
  '-16': 'the range or a name is taken',
  '-17': 'a device of that name exists',
  '-22': 'the range, a property or the minor is not possible',
};

export const driverProbeFailed: Message = {
  id: 'driver.probe-failed',
  weight: 'note',
  lines: [
    line('uiomem: probe of %s failed with error %d', 'device', 'errno'),
    line('uiomem %s: probe with driver uiomem failed with error %d', 'device', 'errno'),
  ],
  explain: ({ device = '', errno = '' }) => ({
    meaning: `The kernel offered ${device} to the driver, and it became no device (${errors[errno] ?? 'error'}, ${errno}).`,
    hint: 'The driver’s own line before it says why.',
  }),
};
