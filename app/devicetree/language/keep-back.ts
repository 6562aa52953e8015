/** Memory that a uiomem node wants and Linux has, kept back by a reservation: the way out that needs more than one place of a text. */
import { hex } from '../../../remote-helper/contract/hex.ts';
import type { TreeFinding } from '../finding.ts';
import { cellsText } from '../lint/cells.ts';
import { cpuRange } from '../lint/cpu-range.ts';
import type { Cells } from '../lint/judged-tree.ts';
import { indentAt } from '../lint/source-places.ts';
import { splitName } from '../tree.ts';
import { cellCounts } from '../tree-index.ts';
import type { LanguageDocument } from './document.ts';

/** The findings that it mends. */
const wanted = new Set(['device-tree.overlaps-ram', 'device-tree.overlaps-memory-node']);

/** Undefined: another finding, an overlay for a kernel that runs, which keeps nothing back, or a root whose cells are not known. */
export function keepBackFix(
  document: LanguageDocument,
  { id, path = '/', property }: TreeFinding,
): TreeFinding['fix'] | undefined {
  const node = document.judged().byPath.get(path);
  const range = node && cpuRange(node);
  const cells = rootCells(document);
  if (!wanted.has(id) || property !== 'reg' || range === undefined || cells === undefined) return undefined;
  if (cells.address > 4 || cells.size > 4) return undefined;
  if (document.board.runTime === true && document.source.plugin) return undefined;
  const { base } = splitName(node?.node.name ?? '');
  const at = hex(range.address).slice(2);
  const lines = [
    `${base}@${at} {`,
    `\treg = <${cellsText(range.address, cells.address)} ${cellsText(range.size, cells.size)}>;`,
    '\tno-map;',
    '};',
  ];
  return {
    title: `Keep ${hex(range.address)} from Linux from the next boot on`,
    edits: [placed(document, lines, cells)],
  };
}

function rootCells({ source, board, judged }: LanguageDocument): Cells | undefined {
  if (!source.plugin) return judged().byPath.get('/')?.childCells;
  return board.base === undefined ? undefined : cellCounts(board.base.tree.root);
}

/** In the text's own reserved-memory, else in one that is put behind all. */
function placed(document: LanguageDocument, lines: readonly string[], { address, size }: Cells) {
  const { file, source, board } = document;
  const text = document.textOf(file);
  const there = source.nodes.find(
    ({ path, body }) => body.file === file && document.judged().byPath.get(path)?.becomes === '/reserved-memory',
  );
  const indented = (indent: string) => lines.map((line) => `${indent}${line}\n`).join('');
  if (there !== undefined) {
    const { end } = there.body;
    const lineStart = text.lastIndexOf('\n', end - 1) + 1;
    const indent = indentAt(text, end);
    const isOwnLine = text.slice(lineStart, end).trim() === '';
    return isOwnLine
      ? { file, start: lineStart, end: lineStart, text: `\n${indented(`${indent}\t`)}` }
      : { file, start: end, end, text: `\n${indented(`${indent}\t`)}${indent}` };
  }
  const start = text.length;
  const gap = text.endsWith('\n') ? '\n' : '\n\n';
  const isOnBoard = source.plugin && board.base?.byPath.has('/reserved-memory');
  const head = `\t\t#address-cells = <${address}>;\n\t\t#size-cells = <${size}>;\n\t\tranges;\n\n`;
  const root = source.plugin ? '&{/}' : '/';
  const added = isOnBoard
    ? `${gap}&{/reserved-memory} {\n${indented('\t')}};\n`
    : `${gap}${root} {\n\treserved-memory {\n${head}${indented('\t\t')}\t};\n};\n`;
  return { file, start, end: start, text: added };
}
