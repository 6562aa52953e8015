import { expect, test } from 'vitest';
import type { UiomemDevice } from '../../remote-helper/contract/device.ts';
import { readPlan } from './document.ts';
import { devicesAfterReload, parameterChanges } from './reload.ts';

function planOf(regions: string, module = 'from: built-in') {
  const { plan } = readPlan(`version: 1\nmodule: { ${module} }\nregions:\n${regions}`);
  if (plan === undefined) throw new Error('there is no plan');
  return plan;
}
const loaded = {
  driver: 'ours' as const,
  // As the kernel shows them: all of them, in decimal.
  parameters: {
    info_enable: '1',
    uiomem0_addr: '1879048192',
    uiomem0_size: '1048576',
    uiomem0_option: '2',
    uiomem1_addr: '1880096768',
    uiomem1_size: '65536',
    uiomem1_option: '4',
    uiomem2_addr: '0',
    uiomem2_size: '0',
    uiomem2_option: '2',
  },
};
const device = (name: string, origin: UiomemDevice['origin']) => ({ name, origin }) as UiomemDevice;
const devices = [
  device('uiomem0', { kind: 'insmod', slot: 0 }),
  device('uiomem1', { kind: 'insmod', slot: 1 }),
  device('frames', { kind: 'device-tree', path: '/frames' }),
];

test('each parameter that is given stays, changes, comes or goes, whatever its spelling', () => {
  const plan = planOf(`  - { device: uiomem0, address: 0x70000000, size: 1M, cache: coherent }
  - { device: uiomem3, address: 0x71000000, size: 4K }
`);
  const told = parameterChanges(plan, loaded).map(({ name, loaded: now, planned, change }) => [
    name,
    now ?? '-',
    planned ?? '-',
    change,
  ]);
  expect(told).toEqual([
    ['uiomem0_addr', '0x70000000', '0x70000000', 'stays'],
    ['uiomem0_option', '2', '6', 'changes'],
    ['uiomem0_size', '0x100000', '0x100000', 'stays'],
    ['uiomem1_addr', '0x70100000', '-', 'goes'],
    ['uiomem1_option', '4', '-', 'goes'],
    ['uiomem1_size', '0x10000', '-', 'goes'],
    ['uiomem3_addr', '-', '0x71000000', 'comes'],
    ['uiomem3_size', '-', '0x1000', 'comes'],
  ]);
  expect(parameterChanges(plan, undefined).map(({ change }) => change)).toEqual(Array(5).fill('comes'));
});

test('what becomes of the devices, where the module has to be loaded again', () => {
  const one = '  - { device: uiomem0, address: 0x70000000, size: 1M }\n';
  expect(devicesAfterReload(planOf(one), loaded, devices)).toEqual([
    { name: 'uiomem0', outcome: 'again' },
    { name: 'uiomem1', outcome: 'not' },
    { name: 'frames', outcome: 'by-node' },
  ]);
  expect(devicesAfterReload(planOf(one.replace('1M', '2M')), loaded, devices)?.[0]).toEqual({
    name: 'uiomem0',
    outcome: 'changed',
  });
  const both = `${one}  - { device: uiomem1, address: 0x70100000, size: 64K, cache: off }\n`;
  expect(devicesAfterReload(planOf(both), loaded, devices)).toBeUndefined();
  expect(parameterChanges(planOf(both), loaded).every(({ change }) => change === 'stays')).toBe(true);
  expect(devicesAfterReload(planOf(both), { ...loaded, driver: 'reference' }, devices)).toHaveLength(3);
  expect(devicesAfterReload(planOf(one, 'from: loaded'), loaded, devices)).toBeUndefined();
  expect(devicesAfterReload(planOf(one), undefined, devices)).toBeUndefined();
});
