import { expect, test } from 'vitest';
import { applyTextEdits } from '../mend.ts';
import { compiledByDtc } from '../testing/dtc.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { fixesAt } from './fixes.ts';
import { facts } from './testing/facts.ts';
import { boardOf, file, type MarkedWith, marked } from './testing/marked.ts';

const memory = 'memory@40000000 { device_type = "memory"; reg = <0x0 0x40000000 0x0 0x40000000>; };';
const cells = '#address-cells = <2>; #size-cells = <2>;';
const region = 'uiomem@50000000 { compatible = "ikwzm,uiomem"; reg = <0x0 0x50000000 0x0 0x1000>; };';
const reserved = 'reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; };';
const board = { ...boardOf(`/dts-v1/; / { ${cells} ${memory} };`), facts };
const overlay = `/dts-v1/;\n/plugin/;\n&{/} {\n\t${region}\n};\n`;

const overlaps = ['device-tree.overlaps-ram', 'device-tree.overlaps-memory-node'];

/** The text after the fix, of which dtc makes a tree, and whether memory is kept back then. */
function kept(text: string, more: MarkedWith) {
  const { document } = marked(`${text}|`, more);
  const fix = fixesAt(document, file, { start: 0, end: text.length }).find(({ id }) => overlaps.includes(id));
  if (fix === undefined) return undefined;
  const after = applyTextEdits(text, fix.edits);
  compiledByDtc(after, '-@');
  const { findings } = diagnosticsOf(marked(`${after}|`, more).document);
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(findings.filter(({ id }) => overlaps.includes(id))).toEqual([]);
  return after;
}

test('an overlay reserves it at the root, in the cells of the board', () => {
  expect(kept(overlay, { board })).toBe(
    `${overlay}\n&{/} {\n\treserved-memory {\n\t\t#address-cells = <2>;\n\t\t#size-cells = <2>;\n\t\tranges;\n\n\t\tuiomem@50000000 {\n\t\t\treg = <0x0 0x50000000 0x0 0x1000>;\n\t\t\tno-map;\n\t\t};\n\t};\n};\n`,
  );
});

test('beside those that the board has', () => {
  const has = boardOf(`/dts-v1/; / { ${cells} ${memory} ${reserved} };`);
  expect(kept(overlay, { board: { ...has, facts } })).toContain(
    '\n&{/reserved-memory} {\n\tuiomem@50000000 {\n\t\treg',
  );
});

test('behind a tree that has none', () => {
  const text = `/dts-v1/;\n/ {\n\t${cells}\n\t${memory}\n\t${region}\n};`;
  expect(kept(text, {})).toContain('};\n\n/ {\n\treserved-memory {\n\t\t#address-cells = <2>;');
});

test('in the reserved-memory that the text has', () => {
  const text = `/dts-v1/;\n/ {\n\t${cells}\n\t${memory}\n\treserved-memory {\n\t\t${cells}\n\t\tranges;\n\t};\n\t${region}\n};\n`;
  expect(kept(text, {})).toContain(
    '\t\tranges;\n\n\t\tuiomem@50000000 {\n\t\t\treg = <0x0 0x50000000 0x0 0x1000>;\n\t\t\tno-map;\n\t\t};\n\t};\n',
  );
});

test('not for a kernel that runs, nor where the cells are not known', () => {
  expect(kept(overlay, { board: { ...board, runTime: true } })).toBeUndefined();
  expect(kept(overlay, {})).toBeUndefined();
});
