import fc from 'fast-check';
import { expect, test } from 'vitest';
import { modeText } from '../board-files.ts';
import { directionNumber, modeNumber, nameOfId, parseNumber, parseSyncState } from './class-files.ts';

test('every sync state comes back from the texts the driver prints', () => {
  const state = fc.record({
    mode: fc.constantFrom('as-is', 'non-cached', 'write-combine', 'dma-coherent'),
    always: fc.boolean(),
    offset: fc.bigInt(0n, 2n ** 64n - 1n),
    size: fc.bigInt(0n, 2n ** 64n - 1n),
    direction: fc.constantFrom('both', 'cpu-writes', 'device-writes'),
    owner: fc.constantFrom('cpu', 'device'),
  });
  fc.assert(
    fc.property(state, (wanted) => {
      const texts = new Map([
        ['sync_mode', String(modeNumber(wanted.mode, wanted.always))],
        ['sync_offset', `0x${wanted.offset.toString(16)}`],
        ['sync_size', String(wanted.size)],
        ['sync_direction', String(directionNumber(wanted.direction))],
        ['sync_owner', wanted.owner === 'cpu' ? '0' : '1'],
      ]);
      expect(parseSyncState(texts)).toEqual(wanted);
      for (const missing of texts.keys()) {
        expect(parseSyncState(new Map([...texts].filter(([name]) => name !== missing)))).toBeUndefined();
      }
    }),
  );
});

test('numbers as the driver prints them and nothing else', () => {
  expect(['0x0000000400000000', '262144', '0'].map(parseNumber)).toEqual([0x400000000n, 262144n, 0n]);
  expect(['', '-1', '0x', '12 ', undefined].map(parseNumber)).toEqual(Array(5).fill(undefined));
});

test('permissions and owners as ls prints them', () => {
  expect([0o660, 0o600, 0o7777, 0o1644].map(modeText)).toEqual([
    'crw-rw----',
    'crw-------',
    'crwsrwsrwt',
    'crw-r--r-T',
  ]);
  expect(nameOfId('root:x:0:\nuiomem:x:998:\n', 998)).toBe('uiomem');
  expect(nameOfId('', 998)).toBe('998');
});
