import { expect, test } from 'vitest';
import { matching } from './matching.ts';

const entries = ['Disconnect zynq', 'Connect zynq', 'Open the plan of zynq', 'Theme: Dark', 'Open uiomem0 of zynq'].map(
  (title) => ({ title }),
);
const titles = (text: string) => matching(entries, text).map(({ title }) => title);

test('each word has to be there, in any order; beginnings come first', () => {
  expect(titles('')).toEqual(entries.map(({ title }) => title));
  expect(titles('connect')).toEqual(['Connect zynq', 'Disconnect zynq']);
  expect(titles('zynq open')).toEqual(['Open the plan of zynq', 'Open uiomem0 of zynq']);
  expect(titles('DARK')).toEqual(['Theme: Dark']);
  expect(titles('mem0')).toEqual(['Open uiomem0 of zynq']);
  expect(titles('dark zynq')).toEqual([]);
});
