import { expect, test } from 'vitest';
import { keepFromLinux } from './keep-from-linux.ts';
import { corpusFacts } from './testing/corpus.ts';

const on = (board: string, address: bigint, size = 1n << 20n) => keepFromLinux({ address, size }, corpusFacts(board));
const way = (what: string) =>
  `Keep it from Linux first (${what}) and boot, or choose a range that Linux does not manage.`;
const node = 'a no-map reservation in the device tree';
const limit = (mebibytes: number) =>
  `, or mem=${mebibytes}M on the kernel’s command line, which takes all RAM above from Linux too`;

test('ARM counts mem= from the first bank, which is where it ends', () => {
  expect(on('emulated-arm64-6.1', 0x4800_0000n)).toBe(way(node + limit(128)));
  expect(on('emulated-arm64-6.1', 0x6200_0000n)).toBe(way(node));
  expect(on('zynq-7000', 0x1000_0000n)).toBe(way(node + limit(256)));
});

test('x86 counts it from address 0, and leaves memory out by memmap=', () => {
  expect(on('emulated-x86-64-6.1', 0x2000_0000n)).toBe(
    way(`memmap=0x100000$0x20000000 on the kernel’s command line${limit(512)}`),
  );
});

test('mem= is not offered where it would leave Linux next to nothing', () => {
  expect(on('emulated-x86-64-6.1', 0x1_0000n)).toBe(way('memmap=0x100000$0x10000 on the kernel’s command line'));
  expect(on('zynq-7000', 0x10_0000n)).toBe(way(node));
});

test('a reservation that was made without no-map lacks just that', () => {
  expect(on('zynqmp', 0x6080_0000n)).toBe(
    'The reservation /reserved-memory/samples@60000000 is there, and lacks no-map: Linux does not hand it out, and yet counts it as its RAM. Add no-map to it and boot.',
  );
});
