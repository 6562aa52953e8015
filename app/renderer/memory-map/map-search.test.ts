import { expect, test } from 'vitest';
import { segmentsOf } from '../../plan/memory-map/segments.ts';
import { findIn } from './map-search.ts';

const layer = (name: string, address: bigint) => ({ kind: 'claimed', name, from: '', address, size: 0x1000n }) as const;
const segments = segmentsOf([layer('uart@1000', 0x1000n), layer('uart@3000', 0x3000n), layer('timer', 0x5000n)]);
const found = (text: string, after?: (typeof segments)[number]) => {
  const at = findIn(segments, text, after);
  return 'none' in at ? at.none : [at.segment.name, at.address];
};

test('an address is found where it lies, also in a hole', () => {
  expect(found('0x3fff')).toEqual(['uart@3000', 0x3fffn]);
  expect(found('8 KiB')).toEqual(['Nothing known', 0x2000n]);
  expect(found('0x6000')).toBe('0x6000 lies behind the last address that is known, 0x5fff.');
});

test('a name is found in part, one after the other, and round', () => {
  const [, first, , second] = segments;
  expect(found('UART')).toEqual(['uart@1000', 0x1000n]);
  expect(found('uart', first)).toEqual(['uart@3000', 0x3000n]);
  expect(found('uart', second)).toEqual(['uart@1000', 0x1000n]);
  expect(found('dma ')).toBe('Nothing on the map is called dma. An address is written like 0x70000000.');
});
