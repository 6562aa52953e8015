import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyTextEdits } from '../mend.ts';
import { anyOverlay, anySource } from '../source/testing/any-source.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { fixesAt, mendEdits } from './fixes.ts';
import { file, marked } from './testing/marked.ts';

const broken = '/dts-v1/;\n/ {\n\ta = <1>\n\tb = <2, 3>;\n};\n';

describe('what is mended at a place', () => {
  test('is what is wrong there', () => {
    const { document } = marked(broken);
    const titles = (start: number, end: number) =>
      fixesAt(document, file, { start, end }).map(({ title, id }) => [title, id]);
    const comma = broken.indexOf(',');
    const all = ['Mend all 2 of this kind', 'device-tree.syntax'];
    expect(titles(comma, comma)).toEqual([['Take the comma away', 'device-tree.syntax'], all]);
    expect(titles(0, broken.length)).toEqual([
      ['Insert `;`', 'device-tree.syntax'],
      ['Take the comma away', 'device-tree.syntax'],
      all,
    ]);
    expect(titles(0, 3)).toEqual([]);
  });

  test('or all of its kind, wherever in the text, and nothing else', () => {
    const { document } = marked(broken.replace('};', '\tc: d {\n\t\tu@0 { };\n\t};\n};'));
    const text = document.textOf(file);
    const all = fixesAt(document, file, { start: text.indexOf(','), end: text.indexOf(',') }).filter(
      (fix) => fix.isAll,
    );
    expect(all.map(({ edits }) => applyTextEdits(text, edits))).toEqual([
      text.replace('<1>', '<1>;').replace('<2, 3>', '<2  3>'),
    ]);
  });

  test('one of a kind is mended by itself alone', () => {
    const { document } = marked('/dts-v1/;\n/ {\n\ta = <1>\n\tb = <2>;\n};\n');
    expect(fixesAt(document, file, { start: 0, end: 40 }).map(({ isAll }) => isAll)).toEqual([undefined]);
  });

  test('can be put in place, of any text that was cut', () => {
    fc.assert(
      fc.property(fc.oneof(anySource, anyOverlay), fc.nat(), fc.integer({ min: 1, max: 5 }), (whole, at, length) => {
        const from = at % (whole.length + 1);
        const text = whole.slice(0, from) + whole.slice(from + length);
        const { document } = marked(`${text}|`);
        for (const { edits } of fixesAt(document, file, { start: 0, end: text.length })) {
          const inOrder = edits.toSorted((a, b) => a.start - b.start);
          for (const [index, { start, end }] of inOrder.entries()) {
            expect(start <= end && end <= text.length).toBe(true);
            expect(start).toBeGreaterThanOrEqual(inOrder[index - 1]?.end ?? 0);
          }
          // What one mistake hid may come to light, so that nothing is said of how many there are then.
          expect(applyTextEdits(text, edits)).not.toBe(text);
        }
      }),
    );
  });
});

test('all that has one answer is mended at once', () => {
  const { document } = marked(broken);
  const mended = applyTextEdits(broken, mendEdits(document, file));
  expect(mended).toBe('/dts-v1/;\n/ {\n\ta = <1>;\n\tb = <2  3>;\n};\n');
  expect(mendEdits(marked(`${mended}|`).document, file)).toEqual([]);
});

describe('what is wrong', () => {
  test('has a line and a column, and is told of a part without what is around it', () => {
    expect(diagnosticsOf(marked(broken).document).findings[0]).toMatchObject({ at: { line: 3, column: 9 } });
    const part = marked('&uart0 {\n\tx = <&other>;\n\ty = <1>\n};\n', { file: 'part.dtsi' });
    expect(diagnosticsOf(part.document).findings.map(({ id }) => id)).toEqual(['device-tree.syntax']);
  });

  test('of a whole text what is missing in it is told', () => {
    const whole = marked('&uart0 {\n\tx = <&other>;\n};\n');
    expect(diagnosticsOf(whole.document).findings.map(({ id }) => id)).toContain('device-tree.no-version');
  });

  test('is told as far as a list has room', () => {
    const nodes = Array.from({ length: 600 }, (_, index) => `n${index} { reg = <1>; };`).join('\n');
    const { findings, more } = diagnosticsOf(marked(`/dts-v1/; / { ${nodes} };`).document);
    expect([findings.length, more > 0]).toEqual([500, true]);
  });
});
