import { expect, test } from 'vitest';
import { driverOf } from './loaded-driver.ts';

const slots = [0, 1, 2, 3, 4, 5, 6, 7];
const parameters = Object.fromEntries(
  ['info_enable', ...slots.flatMap((n) => [`uiomem${n}_addr`, `uiomem${n}_size`, `uiomem${n}_option`])].map((name) => [
    name,
    '0',
  ]),
);

test.each([
  ['ours', { version: '0.1.0-studio', parameters }, 'ours'],
  ['the reference', { version: '1.1.0-beta.1', parameters }, 'reference'],
  ['one that tells no version and has no device', { parameters }, undefined],
  ['a module that is called so by chance', { version: '1.1.0-beta.1', parameters: { debug: '1' } }, 'other'],
])('%s', (_what, loaded, driver) => {
  expect(driverOf(loaded)).toBe(driver);
});
