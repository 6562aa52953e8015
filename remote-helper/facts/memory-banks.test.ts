import { expect, test } from 'vitest';
import { memoryBanksOf } from './memory-banks.ts';

const cells = (...values: number[]): Uint8Array => {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
};
const text = (value: string): Uint8Array => Buffer.from(`${value}\0`);

function node(path: string, properties: Record<string, Uint8Array>) {
  return { path, name: path.slice(1), properties: new Map(Object.entries(properties)), children: [] };
}

test('each entry of each memory node that is enabled, in order, without empty ones', () => {
  const memory = { device_type: text('memory') };
  const children = [
    node('/memory@800000000', { ...memory, reg: cells(8, 0, 0, 0x8000_0000, 0, 0, 0, 0) }),
    node('/memory@0', { ...memory, status: text('okay'), reg: cells(0, 0, 0, 0x7ff0_0000, 1, 0, 0, 0x1000) }),
    node('/memory@f', { ...memory, status: text('disabled'), reg: cells(15, 0, 0, 0x1000) }),
    // Cut off in the middle of its size.
    node('/memory@10', { ...memory, reg: cells(16, 0, 1) }),
    node('/sram@fffc0000', { reg: cells(0, 0xfffc_0000, 0, 0x4_0000) }),
  ];
  const root = { ...node('/', { '#address-cells': cells(2), '#size-cells': cells(2) }), children };
  expect(memoryBanksOf(root)).toEqual([
    { path: '/memory@0', address: 0n, size: 0x7ff0_0000n },
    { path: '/memory@0', address: 0x1_0000_0000n, size: 0x1000n },
    { path: '/memory@800000000', address: 0x8_0000_0000n, size: 0x8000_0000n },
  ]);
});
