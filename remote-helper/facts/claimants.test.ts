import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BoardFiles } from '../board-files.ts';
import { withClaimants } from './claimants.ts';
import { parseIomem } from './iomem.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'uiomem-studio-claims-'));
  for (const [bus, device, driver] of [
    ['platform', 'a003e00.virtio_mmio', 'virtio-mmio'],
    ['platform', '4010000000.pcie', 'pci-host-generic'],
    ['platform', '7000000.idle', undefined],
    ['amba', '9010000.pl031', 'rtc-pl031'],
    ['pci', '0000:00:03.0', 'e1000'],
  ] as const) {
    const folder = join(root, 'sys/bus', bus, 'devices', device);
    mkdirSync(folder, { recursive: true });
    if (driver !== undefined) symlinkSync(`../../../bus/${bus}/drivers/${driver}`, join(folder, 'driver'));
  }
});
afterAll(() => rmSync(root, { recursive: true }));

test('a claim is told by the device’s name, by its address, or by the BAR it lies in; all else stays as it is', async () => {
  const lines = parseIomem(`07000000-07000fff : 7000000.idle
09010000-09010fff : pl031@9010000
  09010000-09010fff : rtc-pl031
0a003e00-0a003fff : a003e00.virtio_mmio virtio_mmio@a003e00
10000000-3efeffff : pcie@10000000
  10000000-1001ffff : 0000:00:03.0
    10000000-1001ffff : e1000
  10100000-101000ff : 0000:00:01.0
40000000-5fffffff : System RAM
4010000000-401fffffff : PCI ECAM
`);
  const found = await withClaimants(new BoardFiles(root), lines ?? []);
  expect(found.map(({ name, by }) => [name, by])).toEqual([
    ['7000000.idle', undefined],
    ['pl031@9010000', undefined],
    ['rtc-pl031', { device: '/sys/bus/amba/devices/9010000.pl031', driver: '/sys/bus/amba/drivers/rtc-pl031' }],
    [
      'a003e00.virtio_mmio virtio_mmio@a003e00',
      { device: '/sys/bus/platform/devices/a003e00.virtio_mmio', driver: '/sys/bus/platform/drivers/virtio-mmio' },
    ],
    ['pcie@10000000', undefined],
    ['0000:00:03.0', undefined],
    ['e1000', { device: '/sys/bus/pci/devices/0000:00:03.0', driver: '/sys/bus/pci/drivers/e1000' }],
    ['0000:00:01.0', undefined],
    ['System RAM', undefined],
    [
      'PCI ECAM',
      { device: '/sys/bus/platform/devices/4010000000.pcie', driver: '/sys/bus/platform/drivers/pci-host-generic' },
    ],
  ]);
});
