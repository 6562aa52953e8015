import fc from 'fast-check';
import { expect, it } from 'vitest';
import { leastBytes, mostThroughput, noTransferYet, onTransfer, type Throughput } from './throughput.ts';

const MiB = 2 ** 20;
/** Transfers of a MiB that took so many milliseconds. */
const after = (...milliseconds: number[]): Throughput =>
  milliseconds.reduce((known, each) => onTransfer(known, { bytes: MiB, milliseconds: each }), noTransferYet);

it('tells nothing before a transfer has told, and then the quickest of the newest five', () => {
  expect(noTransferYet.told).toBeUndefined();
  expect(after(4000).told).toBe(260_000);
  expect(after(4000, 20_000, 20_000, 20_000, 20_000).told).toBe(260_000);
  expect(after(4000, 20_000, 20_000, 20_000, 20_000, 20_000).told).toBe(52_000);
  expect(after(4000, 1000).told).toBe(1_000_000);
});

it('is told by no transfer that is small, or short and not quick: the board’s own work may have been all of it', () => {
  expect(onTransfer(noTransferYet, { bytes: leastBytes - 1, milliseconds: 60_000 })).toBe(noTransferYet);
  expect(onTransfer(noTransferYet, { bytes: 400_000, milliseconds: 900 })).toBe(noTransferYet);
  expect(onTransfer(noTransferYet, { bytes: 400_000, milliseconds: 1000 }).told).toBe(400_000);
  expect(onTransfer(noTransferYet, { bytes: 400_000, milliseconds: 100 }).told).toBe(4_000_000);
});

it('tells nothing anew that is less than twice or more than half of what was told, nor more than is waited for', () => {
  expect(after(4000, 2100).told).toBe(260_000);
  expect(after(4000, 2000).told).toBe(520_000);
  expect([after(1).told, after(0).told, after(100, 1).told]).toEqual([mostThroughput, mostThroughput, mostThroughput]);
});

it('is never far from the quickest that counts, whatever comes', () => {
  const transfer = fc.record({
    bytes: fc.integer({ min: leastBytes, max: 1e9 }),
    milliseconds: fc.double({ min: 1000, max: 1e6, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(transfer, { minLength: 1 }), (all) => {
      const { told = 0 } = all.reduce(onTransfer, noTransferYet);
      const rates = all.slice(-5).map(({ bytes, milliseconds }) => (bytes * 1000) / milliseconds);
      const best = Math.min(mostThroughput, Math.max(...rates));
      expect(told).toBeLessThan(best * 2.2);
      expect(told).toBeGreaterThan(best / 2.2);
    }),
  );
});
