import { expect, test } from 'vitest';
import { readPlan } from '../document.ts';
import { layersOf } from '../memory-map/layers.ts';
import { afterLoading, emulatedBoard as board } from '../testing/emulated-facts.ts';
import { whatLiesThere } from './what-lies-there.ts';

const { plan } = readPlan('version: 1\nregions:\n  - { device: uiomem3, address: 0xA0000000, size: 64K }\n');
const texts = (address: bigint, size: bigint) =>
  whatLiesThere({ address, size }, plan, layersOf(board, undefined)).map(({ grade, text }) => `${grade}: ${text}`);

test('the plan has the range, or a part of it', () => {
  expect(texts(0xa000_0000n, 0x1_0000n)).toEqual(['has: in the plan as uiomem3']);
  expect(texts(0xa000_8000n, 0x1_0000n)).toEqual(['clash: overlaps uiomem3 of the plan']);
  expect(texts(0xa001_0000n, 0x1_0000n)).toEqual([]);
});

test('the board has it: Linux, a driver, a loaded region', () => {
  const [ram] = board.iomem?.filter(({ name }) => name === 'System RAM') ?? [];
  const claimed = board.iomem?.find(({ by }) => by !== undefined);
  if (ram === undefined || claimed === undefined) throw new Error('the corpus has both');
  expect(texts(ram.start, 0x1000n)).toEqual(['clash: managed by Linux']);
  expect(texts(claimed.start, 1n)[0]).toMatch(/^clash: claimed by /);
  const layers = plan === undefined ? [] : layersOf(afterLoading(plan), undefined);
  expect(whatLiesThere({ address: 0xa000_0000n, size: 0x1_0000n }, undefined, layers)).toEqual([
    { grade: 'has', text: 'loaded as uiomem3' },
  ]);
  expect(whatLiesThere({ address: 0xa000_0000n, size: 1n }, undefined, layers)).toEqual([
    { grade: 'clash', text: 'overlaps uiomem3, which is loaded' },
  ]);
});

test('without a board the plan alone tells', () => {
  expect(whatLiesThere({ address: 0x4000_0000n, size: 1n << 32n }, undefined, [])).toEqual([]);
});
