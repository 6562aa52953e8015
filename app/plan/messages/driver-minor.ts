/** kernel/device.c: uiomem_take_minor(). */
import { refusal, refusalLines } from './refusal.ts';
import { refusedDevice } from './region-of.ts';

export const driverMinor = refusal(
  'driver.minor-taken',
  refusalLines('minor', 'minor number %d is taken', 'minor'),
  (refused, context) => {
    const minor = Number(refused.minor);
    const holder = context.facts?.board.devices.find((device) => device.minor === minor)?.name;
    const insmod = context.plan?.regions.some(({ device, load }) => load === 'insmod' && device === `uiomem${minor}`);
    const who = holder ?? (insmod === true ? `uiomem${minor} of the insmod line` : undefined);
    return {
      meaning: `${refusedDevice(refused, context)} asks for minor ${minor}, which ${who ?? 'another uiomem device'} has. Regions of the insmod line take the minor of their number before nodes are probed.`,
      hint: 'Use another minor-number in the node or leave it out, or another region number.',
    };
  },
);

export const driverNoMinor = refusal(
  'driver.no-minor-left',
  refusalLines('minor', 'all %d minor numbers are taken', 'count'),
  (refused, context) => ({
    meaning: `There is no minor left for ${refusedDevice(refused, context)}: the driver has ${refused.count}.`,
    hint: 'Join nodes whose ranges lie side by side.',
  }),
);
