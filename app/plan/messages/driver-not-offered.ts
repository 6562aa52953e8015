/** kernel/platform.c: uiomem_static_add(). */
import { refusal, refusalLines } from './refusal.ts';
import { refusedDevice } from './region-of.ts';

export const driverNotOffered = refusal(
  'driver.not-offered',
  refusalLines('busy', 'the bus did not offer it; see its file drivers_autoprobe'),
  (refused, context) => ({
    meaning: `The platform device of ${refusedDevice(refused, context)} was made, and no driver was tried on it: the platform bus probes nothing by itself.`,
    hint: 'echo 1 > /sys/bus/platform/drivers_autoprobe, and load again.',
  }),
);
