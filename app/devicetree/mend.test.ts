import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { TextEdit, TreeFinding } from './finding.ts';
import { applyTextEdits, mend } from './mend.ts';

const edit = (start: number, end: number, text: string, file = 'a.dts'): TextEdit => ({ file, start, end, text });
const finding = (...edits: TextEdit[]): TreeFinding => ({
  id: 'device-tree.x',
  severity: 'error',
  message: '',
  why: '',
  fix: { title: '', edits },
});

it('edits are of places in the text as it was', () => {
  expect(applyTextEdits('abcdef', [edit(4, 5, 'E'), edit(0, 1, ''), edit(2, 2, '++')])).toBe('b++cdEf');
});

it('edits in any order give one text', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.array(fc.tuple(fc.nat(100), fc.string({ maxLength: 3 })), { maxLength: 8 }),
      (text, cuts) => {
        const places = [...new Set(cuts.map(([at]) => Math.min(at, text.length)))].sort((a, b) => a - b);
        const edits = places.map((at, index) => edit(at, at, cuts[index]?.[1] ?? ''));
        const [first = '', ...rest] = [0, ...places].map((at, index) => text.slice(at, places[index] ?? text.length));
        const expected = first + rest.map((part, index) => (edits[index]?.text ?? '') + part).join('');
        expect(applyTextEdits(text, edits)).toBe(expected);
        expect(applyTextEdits(text, edits.toReversed())).toBe(expected);
      },
    ),
  );
});

it('fixes are taken until none is left, those that meet one after the other', () => {
  const judge = (text: string) => {
    const at = text.indexOf('x');
    if (at < 0) return [];
    return [finding(edit(at, at + 1, 'y')), finding(edit(at, at + 1, 'z'))];
  };
  expect(mend('a.dts', 'x-x-x', judge)).toBe('y-y-y');
});

it('fixes of included files, and such as undo each other, change nothing for good', () => {
  expect(mend('a.dts', 'x', () => [finding(edit(0, 1, 'y', 'b.dtsi'))])).toBe('x');
  expect(mend('a.dts', 'x', () => [finding(edit(0, 1, 'y'), edit(0, 1, 'y', 'b.dtsi'))])).toBe('x');
  const swap = (text: string) => [finding(edit(0, 1, text === 'x' ? 'y' : 'x'))];
  expect(['x', 'y']).toContain(mend('a.dts', 'x', swap));
});
