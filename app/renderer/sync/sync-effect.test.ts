import { expect, test } from 'vitest';
import { lineOperation, syncEffect } from './sync-effect.ts';

test('the table of the interface page', () => {
  const table = (['for-cpu', 'for-device'] as const).map((command) =>
    (['both', 'cpu-writes', 'device-writes'] as const).map((direction) => lineOperation(command, direction)),
  );
  expect(table).toEqual([
    ['invalidate', 'nothing', 'invalidate'],
    ['clean', 'clean', 'invalidate'],
  ]);
});

const cached = { cached: true, coherent: false };
const page = { offset: 0x1000n, size: 0x1000n };

test('a sync says which lines, what is lost, and who owns it then', () => {
  expect(syncEffect('for-device', cached, page, 'cpu-writes', 64)).toEqual({
    operation: 'clean',
    sentence:
      'Cleans the 64 cache lines (64 bytes each) of offsets 0x1000 to 0x1fff: what the CPU wrote goes to memory. Owner: device.',
  });
  const invalidate = syncEffect('for-cpu', cached, { offset: 0x1010n, size: 0x10n }, 'device-writes', 64);
  expect(invalidate.sentence).toContain('the cache line (64 bytes) of offsets 0x1010 to 0x101f');
  expect(invalidate.sentence).toContain('cleaned first');
  expect(invalidate.warning).toContain('are lost');
  expect(syncEffect('for-cpu', cached, page, 'both', 64).sentence).not.toContain('cleaned first');
  // Without a known line size the edges may lie inside a line.
  expect(syncEffect('for-cpu', cached, page, 'both', undefined).sentence).not.toContain('cleaned first');
  expect(syncEffect('for-cpu', cached, { offset: 0x40n, size: 0x40n }, 'both', undefined).sentence).toContain(
    'cleaned first',
  );
});

test('what does nothing says so', () => {
  expect(syncEffect('for-cpu', cached, page, 'cpu-writes', 64)).toMatchObject({
    operation: 'nothing',
    warning: expect.stringContaining('old bytes'),
  });
  expect(syncEffect('for-cpu', { cached: true, coherent: true }, page, 'both', 64)).toEqual({
    operation: 'nothing',
    sentence: 'Touches no cache line: hardware keeps it coherent. Owner: CPU.',
  });
  expect(syncEffect('for-device', { cached: false, coherent: true }, page, 'both', 64).sentence).toContain(
    'it is not cached',
  );
  expect(syncEffect('for-device', cached, { offset: 0n, size: 0n }, 'both', 64).operation).toBe('nothing');
});
