import { expect, test } from 'vitest';
import { built } from '../testing/built.ts';
import { indexTree } from '../tree-index.ts';
import { kernelRange } from './kernel-range.ts';
import { platformDeviceName } from './platform-device.ts';

/** Range and name of the node `a@1000`. */
function made(text: string) {
  const index = indexTree(built(`/dts-v1/; / { ${text} };`));
  const node = index.nodes.find(({ node: { name } }) => name === 'a@1000');
  if (node === undefined) throw new Error('there is no a@1000');
  const range = kernelRange(node);
  return [
    range && [range.address, range.size].map((each) => `0x${each.toString(16)}`).join(' '),
    platformDeviceName(node),
  ];
}
const bus = (content: string, cells = '#address-cells = <1>; #size-cells = <1>;') => `bus { ${cells} ${content} };`;
const two = '#address-cells = <2>; #size-cells = <2>;';

test.each([
  ['two cells each', `${two} a@1000 { reg = <1 0x1000 2 0x3000>; };`, '0x100001000 0x200003000', '100001000.a'],
  ['no cells said: one each', 'a@1000 { reg = <0x1000 0x2000>; };', '0x1000 0x2000', '1000.a'],
  [
    'cells of the nearest around',
    `${two} ${bus('ranges; a@1000 { reg = <0 0x1000 0 0x2000>; };', '')}`,
    '0x1000 0x2000',
    '1000.a',
  ],
  ['more entries: the first', 'a@1000 { reg = <0x1000 0x2000 0x5000 0x1>; };', '0x1000 0x2000', '1000.a'],
  ['half an entry', `${two} a@1000 { reg = <0 0x1000 0>; };`, undefined, 'a@1000'],
  ['no size cells', '#address-cells = <1>; #size-cells = <0>; a@1000 { reg = <0x1000>; };', undefined, 'a@1000'],
  ['no ranges', bus('a@1000 { reg = <0x1000 0x2000>; };'), undefined, 'bus:a@1000'],
  ['empty ranges', bus('ranges; a@1000 { reg = <0x1000 0x2000>; };'), '0x1000 0x2000', '1000.a'],
  [
    'moved',
    bus('ranges = <0x1000 0x80000000 0x1000>; a@1000 { reg = <0x1000 0x9000>; };'),
    '0x80000000 0x9000',
    '80000000.a',
  ],
  [
    'moved by the second',
    bus('ranges = <0 0 0x1000>, <0x1000 0x80000000 1>; a@1000 { reg = <0x1000 1>; };'),
    '0x80000000 0x1',
    '80000000.a',
  ],
  ['just outside', bus('ranges = <0 0x80000000 0x1000>; a@1000 { reg = <0x1000 1>; };'), undefined, 'bus:a@1000'],
  ['no reg, in a bus with an address', 'b@80 { reg = <0x80 1>; ranges; a@1000 { }; };', undefined, '80.b:a@1000'],
])('%s', (_, text, range, name) => {
  expect(made(text)).toEqual([range, name]);
});
