/** Findings in texts that have them and nothing else; a fix leaves a text that has none, and that dtc compiles. */
import { describe, expect, it } from 'vitest';
import { readFdt } from '../../fdt/read-fdt.ts';
import { compiledByDtc } from '../../testing/dtc.ts';
import { indexTree, type TreeIndex } from '../../tree-index.ts';
import { board, edited, file, linted, type With } from './linted.ts';

export interface Case {
  readonly what: string;
  readonly ids: readonly string[];
  readonly text: string;
  readonly more?: With;
  /** A part of the text after all fixes; absent: there is none. */
  readonly mended?: string | readonly string[];
  /** What stays to be found then. */
  readonly left?: readonly string[];
  /** The text that the first finding is placed at. */
  readonly at?: string;
}

export const base = (text: string): TreeIndex => {
  const { tree } = readFdt(compiledByDtc(text, '-@'));
  if (tree === undefined) throw new Error('dtc made no tree');
  return indexTree(tree);
};

export const uiomem = (properties = '', reg = '<0x0 0x70000000 0x0 0x40000>', name = 'uiomem@70000000') => `
  ${name} {
    compatible = "ikwzm,uiomem";
    reg = ${reg};
    ${properties}
  };`;
export const reserved = (inside: string, name = 'reserved-memory') => `
  ${name} {
    #address-cells = <2>;
    #size-cells = <2>;
    ranges;
    ${inside}
  };`;
export const frames = 'frames: frames@70000000 { reg = <0x0 0x70000000 0x0 0x1000000>; no-map; };';
export const user = `
  uiomem-frames {
    compatible = "ikwzm,uiomem";
    memory-region = <&frames>;
  };`;
export const aBase = board('soc: soc { compatible = "simple-bus"; #address-cells = <2>; #size-cells = <2>; ranges; };');

const ofCase = ({ findings }: { readonly findings: readonly { readonly id: string }[] }) =>
  findings.map(({ id }) => id.replace('device-tree.', ''));

/** Each is a test that the text has these findings and nothing else, and that its fix leaves one that has none. */
export function judgeEach(cases: readonly Case[]): void {
  describe.each(cases)('$what', ({ ids, text, more, mended, left = [], at }) => {
    const before = linted(text, more);

    it('is found, and nothing else', () => {
      expect(ofCase(before).sort()).toEqual([...ids].sort());
      for (const { place, message, why } of before.findings) {
        expect(place?.file).toBe(file);
        expect(`${message} ${why}`).not.toMatch(/undefined|\[object|NaN/);
        expect(message).toMatch(/\.$/);
      }
      const [first] = before.findings;
      if (at !== undefined) expect(text.slice(first?.place?.start, first?.place?.end)).toBe(at);
    });

    it(mended === undefined ? 'has no one answer' : 'is mended by its fix', () => {
      const fixes = before.findings.flatMap(({ fix }) => (fix === undefined ? [] : [fix]));
      if (mended === undefined) return expect(fixes).toEqual([]);
      // One at a time, as a person takes them.
      let changed = text;
      for (let left = fixes.length; left > 0; left -= 1) {
        const fix = linted(changed, more).findings.find((each) => each.fix !== undefined)?.fix;
        if (fix === undefined) break;
        changed = edited(changed, fix.edits);
      }
      const after = linted(changed, more);
      expect({ changed, ids: ofCase(after) }).toEqual({ changed, ids: left });
      for (const part of [mended].flat()) expect(changed).toContain(part);
      // What was not touched is as it was.
      expect(compiledByDtc(changed, '-@').length).toBeGreaterThan(0);
    });
  });
}
