import { expect, test } from 'vitest';
import { compiledByDtc } from '../../app/devicetree/testing/dtc.ts';
import { checkTree } from './check-tree.ts';
import { evidence } from './evidence.ts';

const bytes = compiledByDtc('/dts-v1/; / { a = "x"; n { reg = <1>; }; };');

test('a tree as dtc writes it is identical each way', () => {
  expect(checkTree(bytes)).toEqual([
    { way: 'read and written', result: 'identical' },
    { way: 'judged', result: 'equal', reason: 'warnings' },
    { way: 'printed, compiled by dtc', result: 'identical' },
    { way: 'printed, compiled here', result: 'identical' },
  ]);
});

test('bytes between values that are not zero are no difference of the tree, and a value is', () => {
  // The value `x`, its zero, and two bytes up to the next word.
  const at = bytes.findIndex((byte, index) => byte === 0x78 && bytes[index + 1] === 0);
  const left = bytes.slice();
  left[at + 2] = 0x65;
  expect(checkTree(left)[0]).toEqual({
    way: 'read and written',
    result: 'equal',
    reason: 'bytes between values are not zero, as fdtoverlay leaves them',
  });
  const cut = bytes.subarray(0, -3);
  expect(checkTree(cut)).toMatchObject([{ way: 'read and written', result: 'different' }]);
});

test('an overlay is printed as source, too', () => {
  const overlay = compiledByDtc('/dts-v1/; /plugin/; &a { l: n { }; m { p = <&l>; }; };', '-@');
  expect(checkTree(overlay).map(({ way, result }) => [way, result])).toEqual([
    ['read and written', 'identical'],
    ['judged', 'identical'],
    ['printed, compiled by dtc', 'identical'],
    ['printed, compiled here', 'identical'],
    ['overlay printed as source, compiled by dtc', 'identical'],
    ['overlay printed as source, compiled here', 'identical'],
  ]);
});

test('the page counts each way by package, and says why what is not identical is not', () => {
  const page = evidence(
    [
      {
        package: 'linux-image-1',
        trees: 2,
        outcomes: [
          { file: 'a.dtb', way: 'read and written', result: 'identical' },
          { file: 'b.dtb', way: 'read and written', result: 'equal', reason: 'why' },
          { file: 'b.dtb', way: 'printed, compiled here', result: 'different', reason: 'another tree' },
        ],
      },
    ],
    ['apt has no linux-image-2 for armhf.'],
    'abc',
    new Date('2026-01-02'),
  );
  expect(page).toContain('on 2026-01-02 from commit abc');
  expect(page.split('\n').filter((line) => line.startsWith('| ') || line.startsWith('- '))).toEqual([
    '| package (trees) | what was done | trees | identical | equal | different |',
    '| --- | --- | --- | --- | --- | --- |',
    '| linux-image-1 (2) | read and written | 2 | 1 | 1 | 0 |',
    '|  | printed, compiled here | 1 | 0 | 0 | 1 |',
    '- apt has no linux-image-2 for armhf.',
    '- 1 × read and written: equal: why',
    '- 1 × printed, compiled here: different: another tree',
  ]);
});
