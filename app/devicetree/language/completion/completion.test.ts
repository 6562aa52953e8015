import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyOverlay, anySource } from '../../source/testing/any-source.ts';
import { boardOf, file, type MarkedWith, marked } from '../testing/marked.ts';
import { completionAt } from './completion.ts';

const board = boardOf(`/dts-v1/;
/ {
	#address-cells = <2>;
	#size-cells = <2>;
	amba: axi { compatible = "simple-bus"; #address-cells = <1>; #size-cells = <1>; ranges; uart0: serial@ff000000 { reg = <0xff000000 0x1000>; compatible = "cdns,uart-r1p12"; }; };
	reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; frames: frames@70000000 { reg = <0x0 0x70000000 0x0 0x100000>; no-map; }; };
};`);

function complete(text: string, more: MarkedWith = {}) {
  const { document, offset } = marked(text, more);
  return completionAt(document, more.file ?? file, offset);
}
const labels = (text: string, more?: MarkedWith) => complete(text, more).items.map(({ label }) => label);

/** The text after the item was taken, with `$0` for each place to fill in. */
function taken(text: string, label: string, more: MarkedWith = {}) {
  const { from, to, items } = complete(text, more);
  const item = items.find((each) => each.label === label);
  const whole = marked(text, more).text;
  return item === undefined ? undefined : whole.slice(0, from) + item.insert + whole.slice(to);
}

const overlay = (body: string) => `/dts-v1/;\n/plugin/;\n${body}`;

describe('properties', () => {
  test('of a uiomem node are those of its binding that are not there yet, in its order', () => {
    expect(labels('/dts-v1/; / { uiomem@0 { compatible = "ikwzm,uiomem"; sync-mode; s| }; };')).toEqual([
      'shareable',
      'sync-offset',
      'sync-size',
      'sync-direction',
      'sync-always',
      'status',
    ]);
  });

  test('of a reservation come with no-map first', () => {
    expect(labels('/dts-v1/; / { reserved-memory { x@0 { |')[0]).toBe('no-map');
    expect(labels(overlay('&{/reserved-memory} { x@0 { |'))[0]).toBe('no-map');
  });

  test('are put in with the form of their value', () => {
    const at = (typed: string) => `/dts-v1/;\n/ {\n\tuiomem {\n\t\tcompatible = "ikwzm,uiomem";\n\t\t${typed}`;
    expect(taken(at('sh|'), 'shareable')).toMatch(/\tshareable;$/);
    expect(taken(at('dev|'), 'device-name')).toMatch(/\tdevice-name = "\$1";$/);
    expect(taken(at('sync-d|'), 'sync-direction')).toMatch(/\tsync-direction = <\$1>;$/);
    expect(taken(at('sync|-direction = <1>;'), 'sync-mode')).toMatch(/\tsync-mode = <1>;$/);
  });

  test('a reg is written in the cells of its parent', () => {
    expect(taken('/dts-v1/; / { #address-cells = <2>; #size-cells = <1>; a@0 { re|', 'reg')).toMatch(
      / reg = <0x0 0x\$\{1:0\} 0x\$\{2:1000\}>;$/,
    );
    expect(taken(overlay('&amba { a@0 { re|'), 'reg', { board })).toMatch(/ reg = <0x\$\{1:0\} 0x\$\{2:1000\}>;$/);
  });

  test('that are deleted are those that are there', () => {
    expect(labels('/dts-v1/; / { a; b = <1>; /delete-property/ |')).toEqual(['a', 'b']);
    expect(labels('/dts-v1/; / { c { }; }; / { /delete-node/ |')).toEqual(['c']);
  });
});

describe('values', () => {
  test.each([
    ['/dts-v1/; / { a { status = "|"; }; };', ['okay', 'disabled', 'reserved', 'fail']],
    ['/dts-v1/; / { a { status = "dis|', ['disabled']],
    ['/dts-v1/; / { a { status = |', ['"okay"', '"disabled"', '"reserved"', '"fail"']],
    ['/dts-v1/; / { u { compatible = "ikwzm,uiomem"; sync-direction = <|', ['0', '1', '2']],
    ['/dts-v1/; / { u { compatible = "ikwzm,uiomem"; sync-mode = |;', ['<1>', '<2>', '<3>']],
    ['/dts-v1/; / { #address-cells = <|', ['1', '2']],
  ])('%s', (text, wanted) => {
    expect(labels(text)).toEqual(wanted);
  });

  test('a compatible is the driver’s first, then those of the board', () => {
    const found = labels('/dts-v1/; / { a { compatible = "|', { board });
    expect([found[0], found.includes('cdns,uart-r1p12')]).toEqual(['ikwzm,uiomem', true]);
  });

  test('what a number means is said beside it', () => {
    const { items } = complete('/dts-v1/; / { u { compatible = "ikwzm,uiomem"; sync-mode = <|');
    expect(items.map(({ detail }) => detail)).toEqual(['non-cached', 'write-combine', 'dma-coherent']);
  });

  test('macros of included files are offered where numbers are', () => {
    const files = { 'a.h': '#ifndef A\n#define A\n#define GIC_SPI 0\n#define MASK(n) (1 << (n))\n#endif\n' };
    expect(labels('#include "a.h"\n/dts-v1/; / { a { x = <|', { files })).toEqual(['GIC_SPI', 'MASK', '&{/}', '&{/a}']);
  });
});

describe('references', () => {
  const text = (typed: string) => `/dts-v1/; / { l: a { }; reserved-memory { r: r@0 { no-map; }; }; b { ${typed}`;

  test('a memory-region names reservations first', () => {
    expect(labels(text('memory-region = <&|')).slice(0, 2)).toEqual(['&r', '&l']);
    expect(labels(text('x = <&|')).slice(0, 2)).toEqual(['&l', '&r']);
  });

  test('paths stand in braces', () => {
    expect(taken(text('x = <&{/res|'), '&{/reserved-memory}')).toMatch(/x = <&\{\/reserved-memory\}$/);
  });

  test('an overlay has the labels of its board, and its paths as targets', () => {
    expect(labels(overlay('&|'), { board }).slice(0, 3)).toEqual(['&amba', '&uart0', '&frames']);
    expect(labels(overlay('&{/axi|'), { board })).toEqual(['&{/axi}', '&{/axi/serial@ff000000}']);
    expect(labels(overlay('&{/} { a { x = <&{|'), { board })).toEqual([]);
    expect(taken(overlay('&ua|'), '&uart0', { board })).toBe(overlay('&uart0 {\n\t$0\n};'));
  });

  test('a label of the board says where it lies', () => {
    const { items } = complete(overlay('&{/} { a { memory-region = <&|'), { board });
    expect(items[0]).toMatchObject({
      label: '&frames',
      detail: 'of the board',
      about: '/reserved-memory/frames@70000000\n\n0x70000000 to 0x700fffff (1 MiB)\n\nno-map',
    });
  });

  test('a tree of its own has none of the board', () => {
    expect(labels('/dts-v1/; / { l: a { x = <&|', { board })).toEqual(['&l', '&{/}', '&{/a}']);
  });
});

describe('the outermost level', () => {
  test('of an empty text has whole overlays', () => {
    expect(taken('|', 'Block RAM of programmable logic')).toMatch(/^\/dts-v1\/;\n\/plugin\/;\n\n&\{\/\} \{\n\tuiomem@/);
    expect(labels('|')).toContain('/dts-v1/');
  });

  test('of one with a header has neither that nor its own again', () => {
    expect(labels(overlay('|'))).not.toContain('/dts-v1/');
    expect(taken(overlay('|'), 'Block RAM of programmable logic')).toMatch(/\/plugin\/;\n&\{\/\} \{\n\tuiomem@/);
  });

  test('keywords begin with their slash', () => {
    expect(taken('/dts-v1/;\n/pl|', '/plugin/')).toBe('/dts-v1/;\n/plugin/;\n');
    expect(labels('/dts-v1/; / { /del|')).toEqual(['/delete-property/', '/delete-node/']);
    expect(labels('/dts-v1/; / { a: b { }; };\n/delete-node/ |')).toEqual(['&a', '&{/}', '&{/b}']);
  });

  test('includes have the names that are known', () => {
    expect(labels('#include <dt-bindings/gpio|')).toEqual(['<dt-bindings/gpio/gpio.h>']);
    expect(labels('#include "a.dtsi"\n#include "|', { files: { 'a.dtsi': '' } })).toEqual(['"a.dtsi"']);
  });
});

describe('pieces', () => {
  test('go into the root and into buses, in their cells', () => {
    const piece = 'Block RAM of programmable logic';
    expect(taken('/dts-v1/; / { #address-cells = <2>; #size-cells = <1>;\n|\n};', piece)).toContain(
      'reg = <0x0 0x${2:a0000000} 0x${3:40000}>;',
    );
    expect(taken(overlay('&amba {\n\t|\n};'), piece, { board })).toContain('reg = <0x${2:a0000000} 0x${3:40000}>;');
    const region = 'DDR kept from Linux, as a uiomem device';
    const small = '/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;\n|\n};';
    expect(taken(small, region)).toMatch(
      /#address-cells = <1>;\n\t#size-cells = <1>;\n\tranges;\n\n.*reg = <0x\$\{2:70000000\} 0x\$\{3:1000000\}>;/s,
    );
  });

  test('of a uiomem node go into one', () => {
    expect(taken('/dts-v1/; / { u { compatible = "ikwzm,uiomem";\n|\n}; };', 'The range that syncs act on')).toContain(
      '\nsync-size = <0x${2:1000}>;',
    );
    expect(labels('/dts-v1/; / { u {\n|\n}; };')).not.toContain('The range that syncs act on');
  });
});

test.each([
  ['a comment', '/dts-v1/; / { /* sta| */ };'],
  ['a comment of a line', '/dts-v1/; / { // sta|'],
  ['bytes', '/dts-v1/; / { a = [0|'],
  ['behind a name', '/dts-v1/; / { status |'],
])('%s has nothing', (_what, text) => {
  expect(labels(text)).toEqual([]);
});

test.each([
  ['no semicolon yet', '/dts-v1/;\n/ {\n\ta = <1>\n\tsta|\n};', 'status'],
  ['no brace yet', '/dts-v1/;\n/ {\n\ta {\n\tsta|', 'status'],
  ['an open < before', '/dts-v1/;\n/ {\n\ta = <1;\n\tsta|\n};', 'status'],
  ['an open text before', '/dts-v1/;\n/ {\n\ta = "x;\n\tsta|\n};', 'status'],
  ['two lines without semicolons', '/dts-v1/;\n/ {\n\ta = "x"\n\tb\n\tsta|\n};', 'status'],
  ['a flag without semicolon', '/dts-v1/;\n/ {\n\ta\n\tsta|\n};', 'status'],
])('in a broken text: %s', (_what, text, wanted) => {
  expect(labels(text)).toContain(wanted);
});

test('of cells that no kernel takes nothing is made', () => {
  const text = (typed: string) => `/dts-v1/; / { #address-cells = <0x7fffffff>; #size-cells = <0x7fffffff>; ${typed}`;
  expect(taken(text('a@0 { re|'), 'reg')).toMatch(/ reg = <\$1>;$/);
  expect(taken(text('\n|\n};'), 'Block RAM of programmable logic')).toContain('<0x0 0x${2:a0000000} 0x0 0x${3:40000}>');
});

test('any text, cut and asked anywhere, has an answer around the caret', () => {
  fc.assert(
    fc.property(fc.oneof(anySource, anyOverlay), fc.nat(), fc.nat(), fc.nat(), (whole, from, length, at) => {
      const start = from % (whole.length + 1);
      const text = whole.slice(0, start) + whole.slice(start + (length % 12));
      const { document } = marked(`${text}|`, { board });
      const offset = at % (text.length + 1);
      const answer = completionAt(document, file, offset);
      expect([answer.from <= offset, offset <= answer.to, answer.to <= text.length]).toEqual([true, true, true]);
    }),
  );
});
