import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFdt } from '../fdt/read-fdt.ts';
import { anyTree } from '../testing/any-tree.ts';
import { built, overlayOf, sortedTree } from '../testing/built.ts';
import { compiledByDtc } from '../testing/dtc.ts';
import { plainTree } from '../testing/plain-tree.ts';
import { sampleTrees } from '../testing/sample-trees.ts';
import type { DeviceTree, TreeNode } from '../tree.ts';
import { printTree } from './print-tree.ts';

const compiled = (text: string, ...options: string[]): DeviceTree | undefined =>
  readFdt(compiledByDtc(text, ...options)).tree;

/** What is printed of the properties of a root with that body, without the indent. */
function lines(body: string): string[] {
  const text = printTree(built(`/dts-v1/; / { ${body} };`));
  return text
    .split('\n')
    .slice(3, -2)
    .map((line) => line.replace(/^\t/, ''));
}

test('a tree as the kernel’s are written', () => {
  expect(printTree(built(sampleTrees['a soc with phandles']?.text ?? '', '-@'))).toBe(`/dts-v1/;

/ {
	#address-cells = <2>;
	#size-cells = <2>;
	interrupt-parent = <&gic>;

	aliases {
		serial0 = "/soc/serial@1000000";
	};

	chosen {
		stdout-path = "serial0:115200n8";
	};

	memory@40000000 {
		device_type = "memory";
		reg = <0 0x40000000 0 0x40000000>;
	};

	reserved-memory {
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;

		plmem: plmem@70000000 {
			reg = <0 0x70000000 0 0x100000>;
			no-map;
			phandle = <3>;
		};
	};

	clk: clock {
		compatible = "fixed-clock";
		#clock-cells = <0>;
		clock-frequency = <24000000>;
		phandle = <2>;
	};

	soc {
		compatible = "simple-bus";
		#address-cells = <1>;
		#size-cells = <1>;
		ranges = <0 0 0x8000000 0x8000000>;

		gic: interrupt-controller@0 {
			compatible = "arm,gic-400";
			interrupt-controller;
			#interrupt-cells = <3>;
			reg = <0 0x1000>, <0x10000 0x1000>;
			phandle = <1>;
		};

		uart0: serial@1000000 {
			compatible = "arm,pl011", "arm,primecell";
			reg = <0x1000000 0x1000>;
			interrupts = <0 1 4>, <0 2 4>;
			clocks = <&clk>, <&clk>;
			clock-names = "uartclk", "apb_pclk";
			status = "okay";
			phandle = <4>;
		};

		uiomem@2000000 {
			compatible = "ikwzm,uiomem";
			memory-region = <&plmem>;
			interrupts-extended = <&gic 0 3 4>, <&gic 0 4 4>;
			cache-noncoherent;
		};
	};

	__symbols__ {
		plmem = "/reserved-memory/plmem@70000000";
		clk = "/clock";
		gic = "/soc/interrupt-controller@0";
		uart0 = "/soc/serial@1000000";
	};
};
`);
});

test('reservations, and the CPU that it boots on, before the root', () => {
  const tree: DeviceTree = {
    reservations: [{ address: 0x8000_0000n, size: 0x1_0000_0000n }],
    bootCpu: 2,
    root: { name: '', properties: new Map(), children: [] },
  };
  expect(printTree(tree)).toBe(
    '/dts-v1/;\n/* Boots on CPU 2 (dtc -b 2). */\n/memreserve/ 0x80000000 0x100000000;\n\n/ {\n};\n',
  );
});

describe('values', () => {
  test.each([
    ['texts', 'a = "one", "", "two \\" \\\\ \\n \\t";', ['a = "one", "", "two \\" \\\\ \\n \\t";']],
    ['an empty text is a byte', 'a = "";', ['a = [00];']],
    ['cells', 'a = <0 9 10 0xffffffff>;', ['a = <0 9 0xa 0xffffffff>;']],
    ['bytes', 'a = [01 a2 0f];', ['a = [01 a2 0f];']],
    [
      'cells that look like a text',
      'reg = <0x61626300>; other = <0x61626300>;',
      ['reg = <0x61626300>;', 'other = "abc";'],
    ],
    ['zeros are no text', 'a = <0>; b = [00 00 00];', ['a = <0>;', 'b = [00 00 00];']],
    ['a zero before a digit', 'a = [41 00 31 00];', ['a = "A", "1";']],
    [
      'amounts are decimal',
      'clock-frequency = <100000000>; delay-us = <5000>; x = <5000>;',
      ['clock-frequency = <100000000>;', 'delay-us = <5000>;', 'x = <0x1388>;'],
    ],
    [
      'a phandle, as the list that names it',
      'clk { phandle = <26>; #clock-cells = <0>; }; n { clocks = <26>; other = <26>; };',
      [
        'clk {',
        '\tphandle = <26>;',
        '\t#clock-cells = <0>;',
        '};',
        '',
        'n {',
        '\tclocks = <26>;',
        '\tother = <0x1a>;',
        '};',
      ],
    ],
    [
      'a list of clocks, of which one is not there',
      'clk { phandle = <1>; #clock-cells = <1>; }; n { clocks = <1 5>, <99 1 2>; };',
      ['clk {', '\tphandle = <1>;', '\t#clock-cells = <1>;', '};', '', 'n {', '\tclocks = <1 5>, <99 1 2>;', '};'],
    ],
    ['a reg that does not fit its cells', 'n { reg = <1 2 3 4 5>; };', ['n {', '\treg = <1 2 3>, <4 5>;', '};']],
  ])('%s', (_, body, expected) => {
    expect(lines(body)).toEqual(expected);
  });

  test('what does not fit on a line goes on below its beginning', () => {
    expect(lines(`names = ${Array.from({ length: 9 }, (_, index) => `"name-number-${index}"`).join(', ')};`)).toEqual(
      Array.from(
        { length: 9 },
        (_, index) => `${index === 0 ? 'names = ' : '\t'}"name-number-${index}"${index === 8 ? ';' : ','}`,
      ),
    );
    const cells = lines(`cells = <${Array.from({ length: 40 }, (_, index) => `0x1000${index + 10}`).join(' ')}>;`);
    expect(cells.length).toBe(5);
    expect(cells[1]).toMatch(/^\t 0x1000\d\d /);
    // A tab that lines() took away, and one that it left.
    for (const line of cells) expect(line.replaceAll('\t', ' '.repeat(8)).length).toBeLessThan(100 - 8);
  });

  test('a name that no text can say stands in a comment', () => {
    const leaf = (name: string): TreeNode => ({ name, properties: new Map([['p', new Uint8Array()]]), children: [] });
    const root = { name: '', properties: new Map([['a */ b', new Uint8Array()]]), children: [leaf('x{'), leaf('ok')] };
    const text = printTree({ reservations: [], bootCpu: 0, root });
    expect(text).toContain('\t/* "a *\\/ b" is a property whose name no text can say. */\n');
    expect(text).toContain('\t/* "x{" is a node whose name no text can say. */\n');
    expect(compiled(text)?.root.children.map(({ name }) => name)).toEqual(['ok']);
  });
});

describe('dtc makes the same tree of the text', () => {
  test.each(Object.entries(sampleTrees))('%s', (_, { text, options = [] }) => {
    const tree = built(text, ...options);
    const boot = ['-b', String(tree.bootCpu)];
    const again = compiled(printTree(tree), ...boot);
    expect(again && plainTree(again)).toEqual(plainTree(tree));
  });

  test('any tree', () => {
    fc.assert(
      fc.property(anyTree, (tree) => {
        // Compiled with -f: dtc judges phandles and the like, which is not what this is about.
        const again = compiled(printTree(tree), '-f', '-b', String(tree.bootCpu));
        expect(again && plainTree(again)).toEqual(plainTree(tree));
      }),
      { numRuns: 60 },
    );
  });
});

describe('an overlay as source', () => {
  const source = (body: string, ...options: string[]): string =>
    printTree(overlayOf(body, ...options), { asSource: true });

  test('as it was written', () => {
    const text = source(`&soc { mem: uiomem@3000000 { reg = <0x3000000 0x1000>; clocks = <&clk 1>, <&clk 2>; };
      user { memory-region = <&mem>; }; }; &{/chosen} { bootargs = "quiet"; };`);
    expect(text).toBe(`/dts-v1/;
/plugin/;

&soc {
	mem: uiomem@3000000 {
		reg = <0x3000000 0x1000>;
		clocks = <&clk 1 &clk 2>;
	};

	user {
		memory-region = <&mem>;
	};
};

&{/chosen} {
	bootargs = "quiet";
};
`);
  });

  test.each<[string, string, RegExp | undefined]>([
    ['two fragments on one label', '&a { x; }; &a { y; };', /^&a/m],
    ['a dozen', Array.from({ length: 12 }, (_, index) => `&l${index} { p; };`).join(' '), /^&l11/m],
    ['the root', '&{/} { n { }; };', /^&\{\/\}/m],
    ['fragments by hand', '/ { fragment@0 { target = <&a>; __overlay__ { p = <&b>; }; }; };', /^&a/m],
    ['with another number', '/ { fragment@3 { target = <&a>; __overlay__ { p; }; }; };', /\tfragment@3/],
    [
      'with a name',
      '/ { my { target = <&a>; __overlay__ { p; }; }; fragment@0 { target = <&a>; __overlay__ { p; }; }; };',
      /\tmy \{/,
    ],
    ['with a property of the root', '/ { compatible = "x"; }; &a { p; };', /\tcompatible/],
    ['with a label on the fragment', '/ { l: fragment@0 { target = <&a>; __overlay__ { p; }; }; };', /\tl: fragment/],
    ['with a label on the content', '/ { fragment@0 { target = <&a>; l: __overlay__ { p; }; }; };', /\tl: __overlay__/],
    ['references among bytes', '&a { p = "text", <&b>, [01], <&c 1>; };', /"text", <&b>, \[01\], <&c>/],
    ['cells that look like a text, with a reference', '&a { p = <0x61620000 &b>; };', /<0x61620000 &b>/],
    ['a node with two labels', '&a { l: k: n { }; p { m = <&k>; }; };', /[lk]: [lk]: n/],
    ['none', '/ { };', undefined],
  ])('dtc makes the same of it: %s', (_, body, expected) => {
    const tree = overlayOf(body);
    const text = printTree(tree, { asSource: true });
    if (expected === undefined) expect(text).not.toContain('/plugin/');
    else expect(text).toMatch(expected);
    if (expected !== undefined) expect(text).not.toMatch(/__fixups__|__symbols__|phandle =/);
    const again = compiled(text, '-@');
    expect(again && sortedTree(again)).toEqual(sortedTree(tree));
  });

  test('without symbols, nodes that are referred to get labels of their own', () => {
    const text = `/dts-v1/; /plugin/; &c { x = <&l &k &a_b>; l: a-b@1 { }; k: a-b@2 { }; };`;
    const tree = built(text);
    const printed = printTree(tree, { asSource: true });
    expect(printed).toMatch(/a_b_1: a-b@1/);
    expect(printed).toMatch(/<&a_b_1 &a_b_2 &a_b>/);
    const again = compiled(printed);
    expect(again && sortedTree(again)).toEqual(sortedTree(tree));
  });

  test.each([
    [
      'a place that is not there',
      '/ { fragment@0 { target = <0xffffffff>; __overlay__ { }; }; __fixups__ { a = "/fragment@0:other:0"; }; };',
    ],
    ['no place', '/ { fragment@0 { target = <0xffffffff>; __overlay__ { }; }; __fixups__ { a = "/fragment@0"; }; };'],
    [
      'a label that is none',
      '/ { fragment@0 { target = <0xffffffff>; __overlay__ { }; }; __fixups__ { a-b = "/fragment@0:target:0"; }; };',
    ],
    [
      'nobody’s phandle',
      '/ { fragment@0 { target = <9>; __overlay__ { }; }; __local_fixups__ { fragment@0 { target = <0>; }; }; };',
    ],
    ['a symbol of nothing', '/ { fragment@0 { target-path = "/"; __overlay__ { }; }; __symbols__ { a = "/b"; }; };'],
  ])('where no text says the same it is printed as it is: %s', (_, body) => {
    const tree = built(`/dts-v1/; ${body}`);
    expect(printTree(tree, { asSource: true })).toBe(printTree(tree));
    expect(printTree(tree)).toContain('__overlay__');
  });
});

test('a thousand levels, which are not moved in without end', () => {
  let node: TreeNode = { name: 'n', properties: new Map(), children: [] };
  for (let level = 0; level < 1000; level += 1) node = { name: 'n', properties: new Map(), children: [node] };
  const text = printTree({ reservations: [], bootCpu: 0, root: { ...node, name: '' } });
  expect(text.split('\n').length).toBe(1001 * 2 + 3);
  expect(text).not.toMatch(/\t{65}/);
});
