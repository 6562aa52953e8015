/** What a property's value says, as far as its name tells how it is to be read. */
import { exactSize } from '../../../plan/quantity.ts';
import { phandleListOf } from '../../addresses/phandle-list.ts';
import { firstReg } from '../../lint/cpu-range.ts';
import type { JudgedNode } from '../../lint/judged-tree.ts';
import { cellsOf, numberAt, textsOf } from '../../property.ts';
import type { PropertyOrigin } from '../../source-tree.ts';
import { landscapeFor, nodeOfReference, rangesOfProperty } from '../address-ranges.ts';
import type { LanguageDocument } from '../document.ts';
import type { KnownProperty } from '../property-texts.ts';
import { code, list } from './markdown.ts';
import { rangeSentence } from './node-text.ts';

const listed = new Set(['reg', 'ranges', 'memory-region']);
/** Bytes, of one or two cells. */
const sizes = new Set(['sync-size', 'sync-offset', 'size', 'alignment']);

/** Empty where nothing is added to what stands there. */
export function valueSentences(
  document: LanguageDocument,
  node: JudgedNode,
  origin: PropertyOrigin,
  known: KnownProperty | undefined,
): string[] {
  const { property } = origin;
  const bytes = node.node.properties.get(property);
  if (bytes === undefined) return [];
  if (listed.has(property)) {
    const landscape = landscapeFor(document);
    const { board } = document;
    const but = board.base === undefined && board.facts === undefined ? node.becomes : undefined;
    const ranges = rangesOfProperty(document, origin, landscape).slice(0, 8);
    if (ranges.length > 0) return ranges.map((range) => rangeSentence(range, landscape, but));
  }
  const cells = cellsOf(bytes);
  if (sizes.has(property) && (cells.length === 1 || cells.length === 2)) {
    const value = numberAt(cells, 0, cells.length) ?? 0n;
    return [`${exactSize(value)}${wholeOf(node, property, value)}`];
  }
  const index = known?.values?.indexOf(cells[0] ?? -1) ?? -1;
  const words = known?.words?.[index];
  if (words !== undefined) return [`${cells[0]}: ${words}`];
  const references = document.source.references.filter(
    (each) => each.path === origin.path && each.property === property,
  );
  if (references.length > 0) {
    return [
      list(
        references.map((reference) => {
          const target = nodeOfReference(document, reference);
          const written = 'path' in reference.to ? `&{${reference.to.path}}` : `&${reference.to.label}`;
          return `${code(written)} ${target === undefined ? 'is not in what is known' : code(target.becomes ?? target.path)}`;
        }),
      ),
    ];
  }
  const phandles = phandleListOf(node, property, document.index());
  if (phandles?.entries.some(({ target }) => target !== undefined)) {
    return [list(phandles.entries.flatMap(({ target }) => (target === undefined ? [] : [code(target.path)])))];
  }
  if (cells.length === 1 && textsOf(bytes) === undefined) return [`${cells[0]} = 0x${(cells[0] ?? 0).toString(16)}`];
  return [];
}

/** How far into the region an offset is, and what of it a size is. */
function wholeOf(node: JudgedNode, property: string, value: bigint): string {
  const size = firstReg(node)?.size;
  if (size === undefined || size === 0n || !property.startsWith('sync-')) return '';
  return property === 'sync-offset'
    ? ` into a region of ${exactSize(size)}`
    : value === size
      ? ', the whole region'
      : ` of a region of ${exactSize(size)}`;
}
