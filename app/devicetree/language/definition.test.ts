import { expect, test } from 'vitest';
import type { SourcePlace } from '../finding.ts';
import { definitionAt, referencesAt } from './definition.ts';
import type { LanguageDocument } from './document.ts';
import { file, marked } from './testing/marked.ts';

/** Places as `file:line text`. */
const shown = (document: LanguageDocument, places: readonly SourcePlace[]) =>
  places.map((place) => {
    const text = document.textOf(place.file);
    return `${place.file}:${text.slice(0, place.start).split('\n').length} ${text.slice(place.start, place.end)}`;
  });

const files = {
  'soc.dtsi': '/ {\n\tsoc: soc {\n\t\tuart: serial@0 { };\n\t};\n};\n',
  'lines.h': '#define LINE 3\n',
};
const head = '/dts-v1/;\n#include "soc.dtsi"\n#include "lines.h"\n';

test.each([
  ['a label in a value', `${head}/ { a = <&ua|rt>; };`, ['soc.dtsi:3 uart']],
  ['a label that is added to', `${head}&uart| { };`, ['soc.dtsi:3 uart']],
  ['a label behind a directive', `${head}/delete-node/ &so|c;`, ['soc.dtsi:2 soc']],
  ['a path', `${head}/ { a = <&{/soc/ser|ial@0}>; };`, ['soc.dtsi:3 serial@0']],
  ['a path in a text', `${head}/ { chosen { stdout-path = "/so|c"; }; };`, ['soc.dtsi:2 soc']],
  ['a macro', `${head}/ { a = <LI|NE>; };`, ['lines.h:1 LINE']],
  ['an included file', `/dts-v1/;\n#include "soc.|dtsi"\n/ { };`, ['soc.dtsi:1 ']],
  ['a node that is said twice', `${head}/ { so|c { }; };`, ['soc.dtsi:2 soc', 'board.dts:4 soc']],
  ['a label in a text that is not whole', '/dts-v1/; / { a: b {\n c = <&a|', ['board.dts:1 a']],
  ['a number', `${head}/ { a = <12|>; };`, []],
  ['a label that nobody says', `${head}/ { a = <&no|ne>; };`, []],
  ['a comment', '/dts-v1/; / { l: a { }; /* &l| */ };', []],
])('goes from %s to where it is said', (_what, text, wanted) => {
  const { document, offset } = marked(text, { files });
  expect(shown(document, definitionAt(document, file, offset))).toEqual(wanted);
});

test.each([
  [
    'a label, in all files and in macros',
    `${head}#define U <&uart>\n/ { a = <&uart|>, "&uart", U; /* &uart */ };\n&uart { };`,
    ['board.dts:4 uart', 'board.dts:5 uart', 'board.dts:6 uart', 'soc.dtsi:3 uart'],
  ],
  ['a macro', `${head}/ { a = <LINE| (LINE + 1)>; };`, ['board.dts:4 LINE', 'board.dts:4 LINE', 'lines.h:1 LINE']],
  [
    'a path',
    `${head}/ { a = <&{/soc}>, &{/so|c/}; };`,
    ['soc.dtsi:2 soc', 'board.dts:4 &{/soc}', 'board.dts:4 &{/soc/}'],
  ],
])('finds all of %s', (_what, text, wanted) => {
  const { document, offset } = marked(text, { files });
  expect(shown(document, referencesAt(document, file, offset))).toEqual(wanted);
});
