import { expect, test } from 'vitest';
import { byBoardRenamed, byPathRenamed } from './board-renamed.ts';

const renamed = { name: 'zynq', to: 'desk' };

test('what is kept of a board has its new name, and what is of others stays', () => {
  expect(byBoardRenamed({ zynq: 1, zynq2: 2 }, renamed)).toEqual({ desk: 1, zynq2: 2 });
  const paths = { 'shell/zynq/1': 1, 'shell/zynq2/1': 2, 'serial/zynq/1': 3 };
  expect(byPathRenamed(paths, renamed, 'shell/')).toEqual({
    'shell/desk/1': 1,
    'shell/zynq2/1': 2,
    'serial/zynq/1': 3,
  });
  expect(byPathRenamed({ 'zynq/uiomem0': 1, 'a/zynq/': 2 }, renamed)).toEqual({ 'desk/uiomem0': 1, 'a/zynq/': 2 });
});

test('what was left under the new name gives way', () => {
  expect(byBoardRenamed({ zynq: 1, desk: 2 }, renamed)).toEqual({ desk: 1 });
});

test('nothing of the board: nothing is another', () => {
  const record = { am64: 1 };
  expect(byBoardRenamed(record, renamed)).toBe(record);
});
