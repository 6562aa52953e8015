import { afterEach, expect, it, vi } from 'vitest';
import { checkedSize, largestAccess } from './checks.ts';

afterEach(() => vi.unstubAllGlobals());

const entry = { place: { device: 'uiomem0', size: 0x20_0000n }, address: 0x7000_0000n };

it('memory.too-large: one access moves a MiB at most', () => {
  expect(checkedSize(entry, 0n, BigInt(largestAccess), 32)).toBe(2 ** 20);
  expect(() => checkedSize(entry, 0n, BigInt(largestAccess) + 4n, 32)).toThrow(
    expect.objectContaining({
      id: 'memory.too-large',
      problem: expect.objectContaining({ hint: 'Use dump or load.' }),
    }),
  );
});

it('memory.width: a 32-bit processor has no access of 64 bits', () => {
  expect(checkedSize(entry, 8n, 16n, 64)).toBe(16);
  vi.stubGlobal('process', { ...process, arch: 'arm' });
  expect(() => checkedSize(entry, 8n, 16n, 64)).toThrow(expect.objectContaining({ id: 'memory.width' }));
  expect(checkedSize(entry, 8n, 16n, 32)).toBe(16);
});

it('memory.unaligned: what counts is the address, not the offset in a mapping', () => {
  const shifted = { ...entry, address: 0x7000_0004n };
  expect(checkedSize(shifted, 4n, 8n, 64)).toBe(8);
  expect(() => checkedSize(shifted, 8n, 8n, 64)).toThrow(expect.objectContaining({ id: 'memory.unaligned' }));
});
