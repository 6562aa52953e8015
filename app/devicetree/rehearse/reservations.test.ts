import { expect, test } from 'vitest';
import { built } from '../testing/built.ts';
import { indexTree } from '../tree-index.ts';
import { reservationsOf } from './reservations.ts';

const two = '#address-cells = <2>; #size-cells = <2>;';
const child = 'a@1000 { reg = <0 0x1000 0 0x2000>; no-map; };';

/** `name address size` of each span. */
function reserved(folder: string, root = two, name = 'reserved-memory'): string[] {
  const tree = built(`/dts-v1/; / { ${root} ${name} { ${folder} }; };`);
  return reservationsOf(indexTree(tree)).map(({ name: own, spans, noMap }) =>
    [own, ...(spans ?? []).map(({ address, size }) => `${address.toString(16)}+${size.toString(16)}`), noMap].join(' '),
  );
}

test('what the kernel sets up', () => {
  expect(reserved(`${two} ranges; ${child}`)).toEqual(['a@1000 1000+2000 true']);
  expect(reserved(`${two} ranges; a@1000 { reg = <0 0x1000 0 1 0 0x5000 0 2>; };`)).toEqual([
    'a@1000 1000+1 5000+2 false',
  ]);
  expect(reserved(`${two} ranges; pool { size = <0 0x1000>; };`)).toEqual(['pool false']);
});

test.each([
  ['no ranges', `${two} ${child}`],
  ['no cells', `ranges; ${child}`],
  ['other cells than the root', `#address-cells = <1>; #size-cells = <1>; ranges; a@1000 { reg = <0x1000 0x2000>; };`],
  ['another name', `${two} ranges; ${child}`, two, 'reserved_memory'],
  ['a disabled child', `${two} ranges; a@1000 { reg = <0 0x1000 0 1>; status = "disabled"; };`],
  ['half an entry', `${two} ranges; a@1000 { reg = <0 0x1000 0>; };`],
  ['no bytes', `${two} ranges; a@1000 { reg = <0 0x1000 0 0>; };`],
])('nothing of it: %s', (_, folder, root = two, name = 'reserved-memory') => {
  expect(reserved(folder, root, name)).toEqual([]);
});
