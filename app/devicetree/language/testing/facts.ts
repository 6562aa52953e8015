/** Of a small board: RAM with a reservation behind it, and a device that has its registers. */
import { boardFacts } from '../../../../remote-helper/contract/facts.ts';

export const facts = boardFacts.parse({
  format: 1,
  bootId: 'b',
  kernel: { release: '6.1', build: '#1', machine: 'aarch64', commandLine: '' },
  pageSize: 4096,
  addressBits: 40,
  compatible: [],
  emulated: false,
  iomem: [
    { start: '0x40000000', end: '0x6fffffff', name: 'System RAM', depth: 0 },
    { start: '0xa0001000', end: '0xa0001fff', name: 'a0001000.serial', depth: 0 },
  ],
  reservedMemory: [
    {
      path: '/reserved-memory/frames@70000000',
      name: 'frames@70000000',
      address: '0x70000000',
      size: '0x100000',
      noMap: true,
      reusable: false,
      compatible: [],
    },
  ],
  uiomemNodes: [],
  modules: [],
  devices: [],
  fpga: [],
  user: { name: 'root', uid: 0 },
  space: [],
  tools: {},
});
