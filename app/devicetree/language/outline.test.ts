import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anySource } from '../source/testing/any-source.ts';
import { foldsOf } from './folding.ts';
import type { LineAt } from './lines.ts';
import { linksOf } from './links.ts';
import { outlineOf } from './outline.ts';
import { boardOf, file, marked } from './testing/marked.ts';

const text = `/dts-v1/;
/plugin/;
#include "a.h"
#include "b.h"

/* Two
 * lines */
&{/} {
	l: m: soc {
		serial@0 {
		};
	};
};
#ifdef X
&uart0 {
};
#else
&l { };
#endif
`;
const files = { 'a.h': '', 'b.h': '#define X\n' };

describe('the outline', () => {
  test('has each node in the ones around it', () => {
    const { document } = marked(text, { files });
    const shown = outlineOf(document, file).map(({ name, labels, path, depth }) => [depth, name, labels.join(), path]);
    expect(shown).toEqual([
      [0, '&{/}', '', '/'],
      [1, 'soc', 'l,m', '/soc'],
      [2, 'serial@0', '', '/soc/serial@0'],
      [0, '&uart0', '', undefined],
    ]);
  });

  test('knows where a label of the board is', () => {
    const board = boardOf('/dts-v1/; / { uart0: serial@0 { }; };');
    const { document } = marked(text, { files, board });
    expect(outlineOf(document, file).at(-1)?.path).toBe('/serial@0');
  });

  test('of any text nests as the ranges do', () => {
    fc.assert(
      fc.property(anySource, fc.nat(), (whole, cut) => {
        const { document } = marked(`${whole.slice(0, cut % (whole.length + 1))}|`);
        const isBefore = (a: LineAt, b: LineAt) => a.line < b.line || (a.line === b.line && a.column <= b.column);
        const open: { start: LineAt; end: LineAt }[] = [];
        for (const { start, end, depth, nameStart, nameEnd } of outlineOf(document, file)) {
          expect(isBefore(start, nameStart) && isBefore(nameEnd, end)).toBe(true);
          expect(depth).toBeLessThanOrEqual(open.length);
          open.length = depth;
          const around = open.at(-1);
          expect(around === undefined || (isBefore(around.start, start) && isBefore(end, around.end))).toBe(true);
          open.push({ start, end });
        }
      }),
    );
  });
});

test('nodes, comments, conditions and includes can be closed', () => {
  const { document } = marked(text, { files });
  const lines = foldsOf(document, file).map(({ startLine, endLine, kind }) => [kind, startLine, endLine]);
  expect(lines).toEqual([
    ['includes', 3, 4],
    ['comment', 6, 7],
    ['node', 10, 11],
    ['node', 9, 12],
    ['node', 8, 13],
    ['node', 15, 16],
    ['condition', 14, 16],
    ['condition', 17, 19],
  ]);
});

test('names of included files are links, to those that are there', () => {
  const { document } = marked('#include "a.h"\n#include "none.h"\n/dts-v1/; / { };\n', { files });
  expect(linksOf(document, file)).toEqual([
    { start: 10, end: 13, file: 'a.h' },
    { start: 25, end: 31 },
  ]);
  const byDtc = marked('/include/ "a.h"\n/dts-v1/; / { a = "a.h"; /bits/ "a.h" };\n', { files }).document;
  expect(linksOf(byDtc, file)).toEqual([{ start: 11, end: 14, file: 'a.h' }]);
});
