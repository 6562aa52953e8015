import { expect, test } from 'vitest';
import { driverName, ofAnother } from './loaded-driver.ts';

test.each([
  [{ driver: 'ours', version: '0.1.0-studio' }, 'driver of this tool 0.1.0-studio', false],
  [{ driver: 'reference', version: '1.1.0-beta.1' }, 'reference driver 1.1.0-beta.1', true],
  [{ driver: 'other' }, 'module called uiomem that is another altogether', true],
  [{}, 'uiomem driver that does not say whose it is', undefined],
] as const)('%j', (loaded, name, another) => {
  expect([driverName(loaded), ofAnother(loaded)]).toEqual([name, another]);
});
