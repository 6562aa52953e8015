import { expect, test } from 'vitest';
import { readPlan } from '../../plan/document.ts';
import { segmentsOf } from '../../plan/memory-map/segments.ts';
import { corpusFacts } from '../../plan/testing/corpus.ts';
import { withRegion } from './make-region.ts';

const board = corpusFacts('emulated-arm64-6.1');
const [place] = segmentsOf([
  { kind: 'memory', name: 'Memory', from: 'a tree', address: 0x7000_0000n, size: 1n << 20n },
]).slice(1);
if (place === undefined) throw new Error('there is no place');

const regionsOf = (made: ReturnType<typeof withRegion>) =>
  'text' in made ? readPlan(made.text).plan?.regions.map(({ device }) => device) : made.why;

test('the first region begins a plan, the next one goes on with it', () => {
  const first = withRegion(undefined, place, board);
  expect(regionsOf(first)).toEqual(['uiomem0']);
  const text = `${'text' in first ? first.text : ''}# kept\n`;
  const second = withRegion(text, place, board);
  expect(regionsOf(second)).toEqual(['uiomem0', 'uiomem2']);
  expect('text' in second && second.text.endsWith('# kept\n')).toBe(true);
});

test('a plan that cannot be read is left alone, and what is no place for a region says nothing', () => {
  expect(regionsOf(withRegion('version: [', place, board))).toMatch(/cannot be read as it is: mend it first/);
  expect(regionsOf(withRegion(undefined, { ...place, kind: 'system-ram' }, board))).toBeUndefined();
  expect(regionsOf(withRegion(undefined, { ...place, size: 16n }, board))).toMatch(/less than a page/);
});
