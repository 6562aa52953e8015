/** kernel/device.c: uiomem_register(); kernel/platform.c: uiomem_static_add(). */
import { freeInsmodName, renamed } from '../free-name.ts';
import { refusal, refusalLines } from './refusal.ts';
import { refusedDevice, refusedRegion } from './region-of.ts';

export const driverName = refusal(
  'driver.name-taken',
  refusalLines('name', 'a device called %s exists already', 'name'),
  (refused, context) => {
    const planned = refusedRegion(refused, context);
    const free = freeInsmodName(context.plan, context.facts?.board);
    return {
      meaning: `${refusedDevice(refused, context)} would be called ${refused.name}, and a uiomem device of that name exists already.`,
      hint: 'Choose another device-name in the node, or another region number, or remove the other device.',
      ...(planned?.region.load === 'insmod' &&
        free !== undefined && {
          fix: { title: `Call it ${free}`, edits: renamed(planned.region, planned.at, free) },
        }),
    };
  },
);

export const driverPlatformName = refusal(
  'driver.platform-device-taken',
  refusalLines('name', 'platform device uiomem.%u could not be added (%d)', 'number', 'errno'),
  (refused, context) => ({
    meaning: `The platform device uiomem.${refused.number} of ${refusedDevice(refused, context)} could not be made (${refused.errno}): one of that name exists, left by another driver or by an unload that failed.`,
    hint: 'Look at /sys/bus/platform/devices; use another region number, or boot.',
  }),
);
