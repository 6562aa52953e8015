import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { UiomemDevice } from '../../../remote-helper/contract/device.ts';
import type { KernelLogLine } from '../../../remote-helper/contract/kernel-log.ts';
import { deviceMissing, loadedOtherwise, missingDevices, parseUlong, wantedDevices } from './wanted-devices.ts';

const parameter = (name: string, value: string) => ({ name, value });
const device = (slot: number, address: bigint, size: bigint, node = true): UiomemDevice => ({
  name: `uiomem${slot}`,
  ...(node && { node: `/dev/uiomem${slot}` }),
  major: 240,
  minor: slot,
  address,
  size,
  cached: true,
  coherent: false,
  syncOperation: 'ARM64 Native',
  driverVersion: '1',
  ioctlVersion: 1,
  sync: { mode: 'non-cached', always: false, offset: 0n, size, direction: 'both', owner: 'cpu' },
  origin: { kind: 'insmod', slot },
});
const said = (text: string): KernelLogLine => ({ sequence: 1, level: 3, microseconds: 1, text });

test('of what is loaded, a region that is another than wanted is told with both places', () => {
  const wanted = [
    { slot: 0, address: 0x7100_0000n, size: 0x1000n },
    { slot: 1, address: 0x7200_0000n, size: 0x1000n },
    { slot: 2, address: 0x7300_0000n, size: 0x1000n },
  ];
  const there = [device(0, 0x7000_0000n, 0x1000n), device(1, 0x7200_0000n, 0x1000n)];
  expect(loadedOtherwise(wanted, there)).toEqual([
    { device: 'uiomem0', wanted: '0x1000 bytes at 0x71000000', found: '0x1000 bytes at 0x70000000' },
  ]);
});

test('regions are those with a size; the last of several values counts', () => {
  expect(
    wantedDevices([
      parameter('uiomem0_addr', '0x70000000'),
      parameter('uiomem0_size', '0x100000'),
      parameter('uiomem1_addr', '0x70100000'),
      parameter('uiomem7_size', '4096'),
      parameter('uiomem2_size', '0'),
      parameter('uiomem3_size', 'many'),
      parameter('uiomem0_size', '010000'),
      parameter('info_enable', '0'),
    ]),
  ).toEqual([
    { slot: 0, address: 0x7000_0000n, size: 0x1000n },
    { slot: 7, address: 0n, size: 4096n },
  ]);
});

test.each([
  ['0', 0n],
  ['4096', 4096n],
  ['+4096', 4096n],
  ['0x1000', 0x1000n],
  ['0XfF', 0xffn],
  ['010', 8n],
  ['00', 0n],
  ['09', undefined],
  ['', undefined],
  ['-1', undefined],
  ['0x', undefined],
  ['1M', undefined],
  ['1 ', undefined],
])('the kernel reads %j as %s', (text, value) => {
  expect(parseUlong(text)).toBe(value);
});

test('every number is read in each of the kernel’s bases', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value) => {
      const texts = [`${value}`, `0x${value.toString(16)}`, `0${value.toString(8)}`, `+${value}`];
      expect(texts.map(parseUlong)).toEqual(texts.map(() => value));
    }),
  );
});

const wanted = [{ slot: 0, address: 0x7000_0000n, size: 0x1000n }];

test('all that was asked for is there', () => {
  const others = [device(3, 0x1000n, 0x1000n)];
  expect(deviceMissing(wanted, [...others, device(0, 0x7000_0000n, 0x1000n)], [])).toBeUndefined();
  expect(deviceMissing([], [], [said('uiomem: region 0 [0x0, 0x1): ram: it is RAM')])).toBeUndefined();
});

test('a device that is not there is explained by the driver’s last word on it', () => {
  const log = [
    said('uiomem: region 1 [0x1000, 0x2000): busy: of another'),
    said(
      'uiomem: region 0 [0x70000000, 0x70001000): ram: the kernel uses part of it as System RAM; keep it back with mem= or a no-map reservation',
    ),
  ];
  const problem = deviceMissing(wanted, [], log)?.problem;
  expect(problem).toEqual({
    id: 'module.device-missing',
    message:
      'uiomem0: wanted 0x1000 bytes at 0x70000000, found no device. uiomem0, 0x70000000 to 0x70000fff (4 KiB), is memory that Linux itself uses, and that writing would destroy: part of it is System RAM.',
    hint: expect.stringContaining('no-map'),
    data: {
      missing: [expect.objectContaining({ name: 'uiomem0', found: 'no device' })],
      causes: [expect.objectContaining({ id: 'driver.overlaps-ram', line: log[1]?.text })],
      log: log.map(({ text }) => text),
    },
  });
});

test('a device without a word of the driver, one elsewhere, one of another size and one without a node are told', () => {
  const found = (devices: UiomemDevice[]) => missingDevices(wanted, devices, []).map((each) => each.found);
  expect([
    found([]),
    found([device(0, 0x7000_1000n, 0x1000n)]),
    found([device(0, 0x7000_0000n, 0x2000n)]),
    found([device(0, 0x7000_0000n, 0x1000n, false)]),
  ]).toEqual([
    ['no device'],
    ['0x1000 bytes at 0x70001000'],
    ['0x2000 bytes at 0x70000000'],
    ['none (a regular file of that name does not count)'],
  ]);
});

test('a word that this tool does not know leaves the driver’s sentence', () => {
  const [missing] = missingDevices(wanted, [], [said('uiomem: region 0 [0x1, 0x2): eclipse: the moon is in the way')]);
  expect(missing).toMatchObject({
    name: 'uiomem0',
    wanted: '0x1000 bytes at 0x70000000',
    found: 'no device',
    because: expect.stringContaining('eclipse: the moon is in the way.'),
    cause: { id: 'driver.refused' },
  });
});
