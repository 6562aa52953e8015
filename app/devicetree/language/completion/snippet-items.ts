/** Pieces of device trees that can stand where the caret is, in the cells that count there. */
import { cellsText } from '../../lint/cells.ts';
import type { Cells } from '../../lint/judged-tree.ts';
import type { Asked, CompletionItem } from './completion-item.ts';
import type { SnippetPlace } from './snippet.ts';
import { snippets } from './snippets.ts';

export function snippetItems({ document, file, context, around }: Asked): CompletionItem[] {
  if (context.rest !== '') return [];
  const place: SnippetPlace | undefined =
    context.kind === 'outside'
      ? 'a text'
      : around?.kind === 'root' || around?.kind === 'bus' || around?.kind === 'uiomem'
        ? around.kind
        : undefined;
  if (place === undefined) return [];
  const isFresh = !/^\s*\/dts-v1\/;/m.test(document.textOf(file));
  const said = around?.judged?.childCells;
  // A text may say any number; a kernel takes up to four.
  const isUsual = said !== undefined && said.address <= 4 && said.size <= 4;
  const cells = isUsual ? said : { address: 2, size: 2 };
  return snippets
    .filter(({ places }) => places.includes(place))
    .map(({ title, about, text, piece }) => ({
      label: title,
      kind: 'snippet',
      insert:
        place !== 'a text' ? inCells(piece, cells) : isFresh ? text : text.replace(/^\/dts-v1\/;\n\/plugin\/;\n+/, ''),
      isSnippet: true,
      detail: 'uiomem',
      about,
    }));
}

/** Numbers of two cells each, `0x0 0x${1:1000}`, in as many as the node has; and what says how many these are. */
function inCells(piece: string, { address, size }: Cells): string {
  const number = (place: string, count: number) => `${cellsText(0n, Math.max(0, count - 1))} ${place}`.trim();
  return piece
    .replaceAll(
      /<0x0 (0x\S+) 0x0 (0x[^\s>]+)>/g,
      (_, at: string, length: string) => `<${number(at, address)} ${number(length, size)}>`,
    )
    .replaceAll(/<0x0 (0x[^\s>]+)>/g, (_, length: string) => `<${number(length, size)}>`)
    .replaceAll('#address-cells = <2>', `#address-cells = <${address}>`)
    .replaceAll('#size-cells = <2>', `#size-cells = <${size}>`);
}
