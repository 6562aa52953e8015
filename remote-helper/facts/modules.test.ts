import { expect, test } from 'vitest';
import { parseModules } from './modules.ts';

test('users of a module, permanent ones and none', () => {
  const text = `uiomem 28672 1 - Live 0x0000000000000000 (O)
fpga_mgr 16384 2 zynqmp_fpga,fpga_region, Live 0xffffffc000a00000
rng_core 20480 1 [permanent], Live 0x0
`;
  expect(parseModules(text)).toEqual([
    { name: 'uiomem', size: 28672, references: 1, usedBy: [] },
    { name: 'fpga_mgr', size: 16384, references: 2, usedBy: ['zynqmp_fpga', 'fpga_region'] },
    { name: 'rng_core', size: 20480, references: 1, usedBy: [] },
  ]);
});
