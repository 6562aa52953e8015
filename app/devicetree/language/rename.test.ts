import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyTextEdits } from '../mend.ts';
import { readSource } from '../source/read-source.ts';
import { anyOverlay, anySource } from '../source/testing/any-source.ts';
import { plainTree } from '../testing/plain-tree.ts';
import { renameAt, renamePlaceAt } from './rename.ts';
import { boardOf, file, type MarkedWith, marked } from './testing/marked.ts';

function renamed(text: string, to: string, more: MarkedWith = {}) {
  const { document, offset } = marked(text, more);
  const result = renameAt(document, file, offset, to);
  if ('refused' in result) return result.refused.id;
  return Object.fromEntries(
    [...document.source.files].map(([name, whole]) => [
      name,
      applyTextEdits(
        whole,
        result.edits.filter((edit) => edit.file === name),
      ),
    ]),
  );
}

describe('a label is called otherwise', () => {
  test('in all files that speak of it, in macros too, and in no comment', () => {
    const files = { 'soc.dtsi': '/ { uart: serial@0 { }; };\n' };
    const text =
      '/dts-v1/;\n#include "soc.dtsi"\n#define U <&uart>\n/ { a = <&ua|rt>, U, "&uart"; uart { }; }; /* &uart */\n&uart { };\n';
    expect(renamed(text, 'console', { files })).toEqual({
      [file]:
        '/dts-v1/;\n#include "soc.dtsi"\n#define U <&console>\n/ { a = <&console>, U, "&uart"; uart { }; }; /* &uart */\n&console { };\n',
      'soc.dtsi': '/ { console: serial@0 { }; };\n',
    });
  });

  test('also while the text is not whole', () => {
    expect(renamed('/dts-v1/; / { l|: a { b = <&l', 'm')).toEqual({ [file]: '/dts-v1/; / { m: a { b = <&m' });
  });
});

describe('is refused', () => {
  const board = boardOf('/dts-v1/; / { uart0: serial@0 { }; };');
  const overlay = '/dts-v1/; /plugin/; &uart0| { mine: a { }; };';
  test.each([
    ['device-tree.rename-nothing', '/dts-v1/; / { a = <12|>; };', 'b'],
    ['device-tree.rename-of-board', overlay, 'b'],
    ['device-tree.label-name', '/dts-v1/; / { l|: a { }; };', '0x'],
    ['device-tree.label-name', '/dts-v1/; / { l|: a { }; };', 'a-b'],
    ['device-tree.label-taken', '/dts-v1/; / { l|: a { }; m: b { }; };', 'm'],
    ['device-tree.label-taken', '/dts-v1/; / { l|: a { x = m: <1>; }; };', 'm'],
    ['device-tree.label-taken', overlay.replace('|', '').replace('mine', 'mine|'), 'uart0'],
    [
      'device-tree.rename-changes',
      '#define NODE(x) l##x: n##x\n/dts-v1/; / { NODE(1) { }; a = <&l1|>; l1: b { }; };',
      'q',
    ],
  ])('%s: %s', (id, text, to) => {
    expect(renamed(text, to, { board })).toBe(id);
  });

  test('a label of the board, with where it is', () => {
    const { document, offset } = marked(overlay, { board });
    expect(renamePlaceAt(document, file, offset)).toMatchObject({
      refused: { data: { label: 'uart0', path: '/serial@0' } },
    });
  });
});

test('of any text the tree stays the same but for the label', () => {
  let count = 0;
  fc.assert(
    fc.property(fc.oneof(anySource, anyOverlay), fc.nat(), (text, at) => {
      const { document } = marked(`${text}|`);
      const places = [...text.matchAll(/[&]?L\d\b/g)];
      const place = places[at % Math.max(1, places.length)];
      if (place === undefined) return;
      const offset = place.index + place[0].length;
      const result = renameAt(document, file, offset, 'fresh');
      if ('refused' in result) return;
      count += 1;
      const name = place[0].replace('&', '');
      const back = (each: string) => each.replaceAll(/\bfresh\b/g, name);
      const after = readSource(file, applyTextEdits(text, result.edits), () => undefined);
      expect(back(JSON.stringify(plainTree(after.tree)))).toBe(JSON.stringify(plainTree(document.source.tree)));
      expect(new Set(after.labels.keys()).has(name)).toBe(false);
    }),
    { numRuns: 300 },
  );
  expect(count).toBeGreaterThan(50);
});
