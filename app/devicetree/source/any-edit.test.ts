/** Any edits of any texts, with a reading of the whole text as the judge of each; and edits that a wrong reading would give away. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AnyEdit, anyEdit, backOf, editOf } from './testing/any-edit.ts';
import { anyOverlay, anySource } from './testing/any-source.ts';
import { board, ComparedSource, included } from './testing/compared-source.ts';
import { badSources, goodOverlays, goodSources } from './testing/sample-sources.ts';

interface Texts {
  readonly text: string;
  /** What `b.dtsi` holds, which the texts of edits include. */
  readonly include: string;
}

function follows(from: Texts, changes: readonly (AnyEdit & { inside: boolean })[], symbols: boolean): void {
  const source = new ComparedSource(from.text, from.include, symbols);
  for (const each of changes) {
    const file = each.inside && source.isRead(included) ? included : board;
    const before = source.textOf(file);
    const edit = editOf(file, before, each);
    source.edit(edit);
    if (each.isTakenBack) source.edit(backOf(before, edit));
  }
  source.firstStays();
}

const samples = [
  ...Object.values(goodSources),
  ...Object.values(goodOverlays),
  ...Object.values(badSources).map(([text]) => text),
];

const text = `/dts-v1/;
#include "b.dtsi"
#define STATUS(x) status = x
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	L0: l0 { reg = <N 1>; STATUS("okay"); };
	soc { L1: l1@1000 { reg = <0x1000 0x100>; L2: l2 { k = <&L0>, &L3; }; }; L3: l3 { }; };
};
&L1 { STATUS("disabled"); L4: l4 { }; };
#ifdef WITH
&L2 { x; };
#else
/delete-node/ &L4;
#endif
`;
const include = `#ifndef B
#define B
#define N 0x10
#endif
/ { L5: l5 { clocks = <&L0 1>; interrupt-parent = <&L0>; interrupts = <1 2>; }; };
`;

const texts: fc.Arbitrary<Texts> = fc.oneof(
  { weight: 3, arbitrary: anySource.map((any) => ({ text: any, include })) },
  { weight: 1, arbitrary: anyOverlay.map((any) => ({ text: any, include })) },
  { weight: 2, arbitrary: fc.constantFrom(...samples).map((any) => ({ text: any, include })) },
  { weight: 2, arbitrary: fc.constant({ text, include }) },
);

const edits = fc.array(
  fc.tuple(anyEdit, fc.boolean()).map(([edit, inside]) => ({ ...edit, inside })),
  {
    minLength: 1,
    maxLength: 8,
  },
);

/** `EDITED_SOURCES=20000` for a long run. */
const runs = Number(process.env.EDITED_SOURCES ?? 120);

test('after any edit it says what a reading of the whole text says', () => {
  fc.assert(
    fc.property(texts, edits, fc.boolean(), (from, changes, symbols) => follows(from, changes, symbols)),
    {
      numRuns: runs,
    },
  );
});

type Step = readonly [take: string, put: string];

/** What one reading leaves behind for the next, and an edit after which it does not hold. */
const steps: Readonly<Record<string, readonly [text: string, ...steps: readonly Step[]]>> = {
  'a fragment of the text beside one that is made, once its header is whole again': [
    '/dts-v1/; /plugin/; / { fragment@0 { target = <&x>; __overlay__ { }; }; }; &y { };',
    ['/plugin/;', '/plugn/;'],
    ['/plugn/;', '/plugin/;'],
  ],
  'a label in a value that is put on a node which was in order before': [
    '/dts-v1/; / { n: n { a = <1>; }; };',
    ['}; };', '}; };\n&n { a = n: <2>; };'],
  ],
  'a label of a property that is there already': ['/dts-v1/; / { n { a = l: <1>; }; m { }; };', ['m {', 'l: m {']],
  'a property that says what its node is called': ['/dts-v1/; / { n { name = "n"; a; }; m { }; };', ['m {', 'm { a;']],
  'bytes of a file': ['/dts-v1/; / { n { a = /incbin/("bytes"); }; m { }; };', ['m {', 'm { a;']],
  'a node that another one gives a number of cells': [
    '/dts-v1/; / { n { clocks = <&c 1 2>; }; c: c { #clock-cells = <1>; }; };',
    ['<1>;', '<2>;'],
  ],
  'a node that another one gives none yet': [
    '/dts-v1/; / { n { clocks = <&c 1>; }; c: c { }; };',
    ['c { }', 'c { #clock-cells = <1>; }'],
  ],
  'a label by which a reference is printed': [
    '/dts-v1/; / { n { clocks = <&d>; }; d: c { #clock-cells = <0>; }; };',
    ['}; };', '}; };\ne: &d { };'],
    ['e: &d', '&d'],
  ],
  'cells of the node around': [
    '/dts-v1/; / { bus { #address-cells = <1>; #size-cells = <1>; n { reg = <1 2 3 4>; }; }; };',
    ['#size-cells = <1>', '#size-cells = <3>'],
  ],
  'cells of the node that interrupts go to': [
    '/dts-v1/; / { interrupt-parent = <&i>; i: i { #interrupt-cells = <2>; }; n { interrupts = <1 2 3 4>; }; };',
    ['<2>', '<4>'],
  ],
  'a node as deep as nodes are taken, put deeper': [
    `/dts-v1/; / { a { ${'n { '.repeat(900)}${'};'.repeat(900)} }; };`,
    ['a {', `${'w { '.repeat(200)} a {`],
  ],
  'a node that moves in': ['/dts-v1/; / { n { a = <1>; }; };', ['/ {', '/ { m {']],
};

describe('what one reading leaves for the next', () => {
  test.each(Object.entries(steps))('%s', (_, [from, ...each]) => {
    const source = new ComparedSource(from, undefined, true);
    for (const [take, put] of each) {
      const start = source.textOf(board).indexOf(take);
      expect(start).toBeGreaterThan(0);
      source.edit({ file: board, start, end: start + take.length, text: put });
    }
  });

  test('a name that may come of an included file, until that is there', () => {
    const source = new ComparedSource(
      `#include "${included}"\n/dts-v1/; / { n { a = <NUMBER>; }; };`,
      undefined,
      false,
    );
    source.setText(included, '');
  });
});
