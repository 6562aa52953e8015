import { expect, it } from 'vitest';
import { openFailed } from './serial-line.ts';

/** As the native part of serialport says them on Linux. */
it.each([
  ['Error: Permission denied, cannot open /dev/ttyUSB0', 'serial.no-permission'],
  ['Error Resource temporarily unavailable Cannot lock port', 'serial.busy'],
  ['Error: Device or resource busy, cannot open /dev/ttyUSB0', 'serial.busy'],
  ['Error: Inappropriate ioctl for device, cannot open /dev/ttyUSB0', 'serial.not-a-port'],
  ['Error: Input/output error, cannot open /dev/ttyUSB0', 'serial.failed'],
])('%s is %s', (said, id) => {
  const { problem } = openFailed('/dev/ttyUSB0', said);
  expect(problem).toMatchObject({ id, data: { path: '/dev/ttyUSB0' }, hint: expect.stringMatching(/\w/) });
  expect(problem.message).toContain('/dev/ttyUSB0');
});
