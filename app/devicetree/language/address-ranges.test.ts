import { describe, expect, test } from 'vitest';
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { addressRangesOf } from './address-ranges.ts';
import { boardOf, file, type MarkedWith, marked } from './testing/marked.ts';

const board = boardOf(`/dts-v1/;
/ {
	#address-cells = <2>;
	#size-cells = <2>;
	memory@40000000 { device_type = "memory"; reg = <0x0 0x40000000 0x0 0x40000000>; };
	amba: axi { compatible = "simple-bus"; #address-cells = <1>; #size-cells = <1>; ranges = <0x0 0x0 0xa0000000 0x1000000>; uart0: serial@1000 { reg = <0x1000 0x1000>; }; };
	reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; frames: frames@70000000 { reg = <0x0 0x70000000 0x0 0x100000>; no-map; }; pool@60000000 { reg = <0x0 0x60000000 0x0 0x1000>; }; };
};`);

/** What says it, the range, and what lies there. */
function ranges(text: string, more: MarkedWith = { board }) {
  const { document, text: whole } = marked(`${text}|`, more);
  return addressRangesOf(document, file, { start: 0, end: whole.length }).map(
    ({ start, end, address, size, ground }) => [whole.slice(start, end), hex(address), hex(size), ground],
  );
}

describe('addresses of an overlay', () => {
  test('in the cells of the board', () => {
    const two = 'reg = <0x0 0x70000000 0x0 0x1000>, <0 0x50000000 0 4>;';
    expect(ranges(`/dts-v1/; /plugin/; &{/} { a@0 { ${two} }; };`)).toEqual([
      ['0x0 0x70000000 0x0 0x1000', '0x70000000', '0x1000', 'no-map'],
      ['0 0x50000000 0 4', '0x50000000', '0x4', 'ram'],
    ]);
  });

  test('through a bus of the board, and over the end of something', () => {
    const bus = '/dts-v1/; /plugin/; &amba { a@0 { reg = <0x1000 0x2000 0x8000 0x1000>; }; };';
    expect(ranges(bus)).toEqual([
      ['0x1000 0x2000', '0xa0001000', '0x2000', 'device'],
      ['0x8000 0x1000', '0xa0008000', '0x1000', 'unknown'],
    ]);
  });

  test('by a reservation', () => {
    expect(ranges('/dts-v1/; /plugin/; &{/} { a { memory-region = <&frames>; }; };')).toEqual([
      ['&frames', '0x70000000', '0x100000', 'no-map'],
    ]);
  });

  test('of a label that is not known are none', () => {
    expect(ranges('/dts-v1/; /plugin/; &other { a@0 { reg = <0x0 0x70000000 0x0 0x1000>; }; };')).toEqual([]);
  });
});

describe('addresses of a tree', () => {
  const tree = (body: string) => `/dts-v1/; / { #address-cells = <1>; #size-cells = <1>; ${body} };`;

  test('a window of a bus is where its addresses are for the parent', () => {
    expect(ranges(tree('soc { #address-cells = <1>; #size-cells = <1>; ranges = <0x0 0x50000000 0x1000>; };'))).toEqual(
      [['0x0 0x50000000 0x1000', '0x50000000', '0x1000', 'ram']],
    );
  });

  test('what a bus does not pass on, has no sizes, or is said otherwise later, is none', () => {
    expect(ranges(tree('soc { #address-cells = <1>; #size-cells = <1>; a@0 { reg = <0x0 0x10>; }; };'))).toEqual([]);
    expect(ranges(tree('i2c { #address-cells = <1>; #size-cells = <0>; a@50 { reg = <0x50>; }; };'))).toEqual([]);
    expect(ranges(`${tree('a@0 { reg = <0x0 0x10>; };')} / { a@0 { reg = <0x10 0x10>; }; };`)).toHaveLength(1);
  });

  test('without a board its own memory counts, and not the node itself', () => {
    const own = tree('memory@0 { device_type = "memory"; reg = <0x0 0x1000>; }; a@0 { reg = <0x0 0x10>; };');
    expect(ranges(own, {}).map(([, , , ground]) => ground)).toEqual(['device', 'ram']);
  });

  test('only those of a part of the file are asked for', () => {
    const { document, text } = marked(`${tree('a@0 { reg = <0x0 0x10>; }; b@10 { reg = <0x10 0x10>; };')}|`);
    const at = text.lastIndexOf('reg');
    expect(addressRangesOf(document, file, { start: at, end: text.length }).map(({ path }) => path)).toEqual(['/b@10']);
  });
});
