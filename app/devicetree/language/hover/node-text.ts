/** A node in sentences: where it is, what it is, what lies at its addresses. */
import { type Span, spanText } from '../../../plan/span.ts';
import { cpuRange } from '../../lint/cpu-range.ts';
import type { JudgedNode } from '../../lint/judged-tree.ts';
import { textsOf } from '../../property.ts';
import { isEnabled } from '../../tree-index.ts';
import { landscapeFor } from '../address-ranges.ts';
import type { LanguageDocument } from '../document.ts';
import { groundText, type Landscape } from '../landscape.ts';
import { linesOf } from '../lines.ts';
import { code, list } from './markdown.ts';

export function nodeSentences(document: LanguageDocument, node: JudgedNode): string[] {
  const { properties } = node.node;
  const compatible = textsOf(properties.get('compatible'));
  const range = cpuRange(node);
  const said: string[] = [`**${code(node.becomes ?? node.path)}**`];
  if (compatible !== undefined) said.push(`compatible ${compatible.map(code).join(', ')}`);
  if (!isEnabled(node.node)) said.push('It is disabled.');
  if (properties.has('no-map')) said.push('Linux does not map it (no-map).');
  if (range !== undefined && range.size > 0n) {
    said.push(rangeSentence(range, landscapeFor(document), own(document, node)));
  }
  const definition = document.source.nodes.find(({ path }) => path === node.path)?.name;
  const isOfBoard = document.board.base !== undefined && definition === undefined;
  if (definition !== undefined) {
    const { line } = linesOf(document.textOf(definition.file))(definition.start);
    said.push(`Said in ${code(definition.file)}, line ${line}.`);
  } else if (isOfBoard) said.push('A node of the board.');
  return said;
}

/** Without a board the tree is its own landscape, in which each node lies where it is. */
function own({ board }: LanguageDocument, node: JudgedNode): string | undefined {
  return board.base === undefined && board.facts === undefined ? node.becomes : undefined;
}

/** `0x70000000 to 0x700fffff (1 MiB): System RAM, which Linux uses`, and who has parts of it. */
export function rangeSentence(range: Span, landscape: Landscape, but: string | undefined): string {
  const lying = landscape.within(range, but).slice(0, 6);
  const ground = landscape.groundOf(range, but);
  const head = `${spanText(range)}: ${groundText(ground)}.`;
  if (lying.length === 0) return head;
  return `${head}\n\n${list(lying.map(({ name, path, ...span }) => `${code(path ?? name)} ${spanText(span)}`))}`;
}
