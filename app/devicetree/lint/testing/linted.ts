/** Texts that are judged, and mended by the fixes of what was found. */
import type { TextEdit, TreeFinding } from '../../finding.ts';
import { readSource } from '../../source/read-source.ts';
import type { SourceTree } from '../../source-tree.ts';
import { type LintTree, lintTree } from '../lint-tree.ts';

export const file = 'board.dts';

export type With = Omit<LintTree, 'tree' | 'source'>;

export interface Linted {
  readonly source: SourceTree;
  readonly findings: readonly TreeFinding[];
  readonly notRun: readonly string[];
}

/** What the reader says of the text as a text is among the findings. */
export function linted(text: string, more: With = {}): Linted {
  const source = readSource(file, text, () => undefined, { symbols: true });
  const { findings, notRun } = lintTree({ ...more, tree: source.tree, source });
  return { source, findings: [...source.findings, ...findings], notRun };
}

export function edited(text: string, edits: readonly TextEdit[]): string {
  return edits
    .toSorted((a, b) => b.start - a.start || b.end - a.end)
    .reduce((changed, { start, end, text: put }) => changed.slice(0, start) + put + changed.slice(end), text);
}

/** A tree of 64-bit cells as boards have it, with this below the root. */
export function board(nodes: string): string {
  return `/dts-v1/;\n\n/ {\n\t#address-cells = <2>;\n\t#size-cells = <2>;\n\n${indented(nodes)}};\n`;
}

/** The same of 32-bit cells. */
export function smallBoard(nodes: string): string {
  return board(nodes).replaceAll('cells = <2>', 'cells = <1>');
}

/** An overlay that puts this below the target, such as `&{/}`. */
export function overlay(target: string, nodes: string): string {
  return `/dts-v1/;\n/plugin/;\n\n${target} {\n${indented(nodes)}};\n`;
}

/** Lines with the white space of a node's body, in place of a template's own. */
function indented(lines: string): string {
  const all = lines.split('\n').filter((line) => line.trim() !== '');
  const least = Math.min(...all.map((line) => line.length - line.trimStart().length));
  return all.map((line) => `\t${line.slice(least)}\n`).join('');
}
