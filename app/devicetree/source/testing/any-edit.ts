/** Edits as an editor makes them and as accidents make them, for property tests. */
import fc from 'fast-check';
import type { TextEdit } from '../../finding.ts';

/** Marks that begin or end something, words that ask for something, and whole things that are pasted. */
const pieces = [
  ...';{}<>"&/#()[]=,:\\\'@ \n\tx1l',
  '/*',
  '*/',
  '//',
  '};',
  ' {',
  '\n#define N 1\n',
  '\n#define l0 x\n',
  '\n#define a(x) x##0\n',
  '\n#undef N\n',
  '\n#if 0\n',
  '\n#ifdef N\n',
  '\n#else\n',
  '\n#endif\n',
  '\n#include "b.dtsi"\n',
  '\n/include/ "b.dtsi"\n',
  '\n# 3 "c"\n',
  '/plugin/;',
  '/dts-v1/;',
  '/memreserve/ 1 2;',
  '/delete-node/ l1;',
  '/delete-node/ &L1;',
  '/delete-property/ a;',
  '/omit-if-no-ref/ ',
  ' n@1 { reg = <1>; k = <&L0>; };',
  ' L7: n { m { o; }; };',
  ' a = <N>, &L2, "t", [01];',
  ' i = /incbin/("bytes"), "x";',
  ' i = l0: <1>;',
  ' phandle = <1>;',
  ' name = "l0";',
  ' status = "disabled";',
  ' compatible = "ikwzm,uiomem"; minor-number = <1>;',
  ' #address-cells = <1>; #size-cells = <1>;',
  ' interrupt-parent = <&L0>; interrupts = <1 2>;',
  ' clocks = <&L0 1>;',
  ' #clock-cells = <1>; #interrupt-cells = <2>;',
  '\n/ { c { d; }; };\n',
  '\n&L0 { e = <&L1>; f { }; };\n',
  '\nL8: &L3 { g; };\n',
  '\n&{/} { h; };\n',
  '\n&nothing { i { }; };\n',
];

/** Places are of any text: they are taken as parts of its length. */
export interface AnyEdit {
  readonly at: number;
  readonly length: number;
  readonly put: string;
  /** Whether it comes back the next time. */
  readonly isTakenBack: boolean;
}

export const anyEdit: fc.Arbitrary<AnyEdit> = fc.record({
  at: fc.nat({ max: 1_000_000 }),
  length: fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    { weight: 3, arbitrary: fc.nat({ max: 5 }) },
    { weight: 1, arbitrary: fc.nat({ max: 60 }) },
  ),
  put: fc.oneof({ weight: 1, arbitrary: fc.constant('') }, { weight: 4, arbitrary: fc.constantFrom(...pieces) }),
  isTakenBack: fc.boolean(),
});

export function editOf(file: string, text: string, { at, length, put }: AnyEdit): TextEdit {
  const start = Math.min(Math.floor((at / 1_000_000) * (text.length + 1)), text.length);
  return { file, start, end: Math.min(start + length, text.length), text: put };
}

/** What an edit takes away and puts there, the other way round. */
export function backOf(before: string, { file, start, end, text }: TextEdit): TextEdit {
  return { file, start, end: start + text.length, text: before.slice(start, end) };
}
