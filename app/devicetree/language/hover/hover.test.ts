import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyOverlay, anySource } from '../../source/testing/any-source.ts';
import { facts } from '../testing/facts.ts';
import { boardOf, file, type MarkedWith, marked } from '../testing/marked.ts';
import { hoverAt } from './hover.ts';

const base = boardOf(`/dts-v1/;
/ {
	#address-cells = <2>;
	#size-cells = <2>;
	memory@40000000 { device_type = "memory"; reg = <0x0 0x40000000 0x0 0x40000000>; };
	amba: axi { compatible = "simple-bus"; #address-cells = <1>; #size-cells = <1>; ranges = <0x0 0x0 0xa0000000 0x1000000>; uart0: serial@1000 { compatible = "cdns,uart"; reg = <0x1000 0x1000>; }; };
	reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; frames: frames@70000000 { reg = <0x0 0x70000000 0x0 0x100000>; no-map; }; };
};`);

const board = { ...base, facts };

/** What it is said of, and the paragraphs. */
function hover(text: string, more: MarkedWith = { board }) {
  const { document, offset, text: whole } = marked(text, more);
  const found = hoverAt(document, file, offset);
  return found && { of: whole.slice(found.start, found.end), says: found.says };
}
const overlay = (body: string) =>
  `/dts-v1/;\n/plugin/;\n&{/} {\n\tuiomem@70000000 {\n\t\tcompatible = "ikwzm,uiomem";\n\t\t${body}\n\t};\n};\n`;

describe('addresses', () => {
  test.each([
    [
      'no-map',
      'reg = <0x0 0x7000|0000 0x0 0x1000>;',
      '0x70000000 to 0x70000fff (4 KiB): reserved with no-map.\n\n- `/reserved-memory/frames@70000000` 0x70000000 to 0x700fffff (1 MiB)',
    ],
    [
      'RAM',
      'reg = <0x0 0x5000|0000 0x0 0x1000>;',
      '0x50000000 to 0x50000fff (4 KiB): System RAM, which Linux uses.\n\n- `System RAM` 0x40000000 to 0x6fffffff (768 MiB)',
    ],
    [
      'free',
      'reg = <0x0 0xf000|0000 0x0 0x1000>;',
      '0xf0000000 to 0xf0000fff (4 KiB): nothing that the board knows of.',
    ],
    [
      'outside',
      'reg = <0x100 0x0 0x0 0x10|00>;',
      '0x10000000000 to 0x10000000fff (4 KiB): beyond the addresses that the board has.',
    ],
  ])('in %s', (_ground, property, said) => {
    expect(hover(overlay(property))?.says).toEqual([said]);
  });

  test('are those of the CPU, through the buses of the board', () => {
    const found = hover(
      '/dts-v1/;\n/plugin/;\n&amba { uiomem@1000 { compatible = "ikwzm,uiomem"; reg = <0x1|000 0x1000>; }; };',
    );
    expect(found?.of).toBe('0x1000 0x1000');
    expect(found?.says[0]).toMatch(
      /^0xa0001000 to 0xa0001fff \(4 KiB\): a device\.\n\n- `a0001000.serial` .*\n- `\/axi\/serial@1000`/,
    );
  });

  test('are not free where no board is known', () => {
    expect(hover(overlay('reg = <0x0 0x7000|0000 0x0 0x1000>;'), {})?.says).not.toEqual([
      expect.stringContaining('nothing'),
    ]);
    const own = '/dts-v1/; / { #address-cells = <1>; #size-cells = <1>; a@0 { reg = <0x0 0x10|00>; }; };';
    expect(hover(own, {})?.says).toEqual(['0x0 to 0xfff (4 KiB): not known.']);
  });
});

describe('properties', () => {
  test('of uiomem say what the binding says, and what the value is', () => {
    const found = hover(overlay('reg = <0x0 0x70000000 0x0 0x40000>; sync-d|irection = <2>;'));
    expect(found).toMatchObject({
      of: 'sync-direction',
      says: [
        '**`sync-direction`**',
        '2: device writes and CPU reads',
        expect.stringContaining('Initial sync_direction'),
      ],
    });
    expect(hover(overlay('reg = <0x0 0x70000000 0x0 0x40000>; sync-si|ze = <0x1000>;'))?.says[1]).toBe(
      '4 KiB of a region of 256 KiB',
    );
    expect(hover(overlay('reg = <0x0 0x70000000 0x0 0x40000>; sync-off|set = <0x0 0x1000>;'))?.says[1]).toBe(
      '4 KiB into a region of 256 KiB',
    );
  });

  test('of any node say what the specification says', () => {
    expect(hover('/dts-v1/; / { sta|tus = "okay"; };')?.says[1]).toMatch(/Devicetree Specification 0\.4, 2\.3\.4/);
    expect(hover('/dts-v1/; / { sta|tus')?.says[1]).toMatch(/Devicetree Specification/);
  });

  test('with references say what these mean', () => {
    const found = hover(overlay('memory-re|gion = <&frames>;'));
    expect(found?.says[1]).toMatch(/^0x70000000 to 0x700fffff \(1 MiB\): reserved with no-map/);
    expect(hover('/dts-v1/; / { a = <&l|>; x|x = <&l>; l: n { }; };'.replace('&l|', '&l'))?.says[1]).toBe(
      '- `&l` `/n`',
    );
  });
});

describe('nodes', () => {
  test('by label, of the text and of the board', () => {
    expect(hover('/dts-v1/;\n/ { l: n { compatible = "a,b"; status = "disabled"; }; x = <&|l>; };', {})?.says).toEqual([
      '**`/n`**',
      'compatible `a,b`',
      'It is disabled.',
      'Said in `board.dts`, line 2.',
    ]);
    const found = hover('/dts-v1/; /plugin/; &ua|rt0 { };');
    expect(found).toMatchObject({
      of: 'uart0',
      says: [
        '**`/axi/serial@1000`**',
        'compatible `cdns,uart`',
        expect.stringContaining('0xa0001000'),
        'A node of the board.',
      ],
    });
  });

  test('by path, and by a path in a text', () => {
    expect(hover('/dts-v1/; /plugin/; &{/ax|i} { };')?.says[0]).toBe('**`/axi`**');
    expect(hover('/dts-v1/; / { chosen { stdout-path = "/ch|osen"; }; };', {})?.says[0]).toBe('**`/chosen`**');
  });

  test('a label that nobody has', () => {
    expect(hover('/dts-v1/; /plugin/; &no|ne { };')?.says[1]).toBe('Neither this text nor the board has it.');
  });
});

describe('macros say what they become', () => {
  const files = { 'a.h': '#define BIT(n) (1 << (n))\n#define TWO 2\n#ifdef NEVER\n#define TWO 3\n#endif\n' };
  test.each([
    ['x = <TW|O>;', 'TWO', ['`TWO` becomes `2`', '2 = 0x2']],
    ['x = <BIT|(TWO + 9)>;', 'BIT(TWO + 9)', ['`BIT` becomes `(1 << (2 + 9))`', '2048 = 0x800 = 2 KiB']],
  ])('%s', (property, of, says) => {
    expect(hover(`#include "a.h"\n/dts-v1/;\n/ {\n${property}\n};`, { files })).toEqual({ of, says });
  });
});

test('a number is said in the other spelling', () => {
  expect(hover('/dts-v1/; / { a = <0x20|00>; };', {})?.says).toEqual(['8192 = 0x2000 = 8 KiB']);
  expect(hover('/dts-v1/; / { a = <01|0>; };', {})?.says).toEqual(['8 = 0x8']);
});

test('what a text says is never markup', () => {
  expect(hover('/dts-v1/; / { l: n { compatible = "`<b>*x*"; }; y = <&|l>; };', {})?.says[1]).toBe(
    'compatible `<b>*x*`',
  );
});

test('nothing is said of a comment, space or a mark', () => {
  for (const text of ['/dts-v1/; / { /* sta|tus */ };', '/dts-v1/; / {  |  };', '/dts-v1/; |/ { };'])
    expect(hover(text)).toBeUndefined();
});

test('any text, cut and asked anywhere, is answered', () => {
  fc.assert(
    fc.property(fc.oneof(anySource, anyOverlay), fc.nat(), fc.nat(), (whole, cut, at) => {
      const text = whole.slice(0, cut % (whole.length + 1));
      const { document } = marked(`${text}|`, { board });
      const found = hoverAt(document, file, at % (text.length + 1));
      if (found !== undefined) expect(found.start <= found.end && found.end <= text.length).toBe(true);
    }),
  );
});
