/** The addresses of a text, each as the CPU sees it and with what lies there: for an editor that colours them. */
import type { Span } from '../../plan/span.ts';
import type { TreeFinding } from '../finding.ts';
import { numberOfCells } from '../lint/cells.ts';
import { cpuRange, throughBuses } from '../lint/cpu-range.ts';
import { baseNode, type Cells, type JudgedNode } from '../lint/judged-tree.ts';
import type { PropertyOrigin, Reference } from '../source-tree.ts';
import type { NodePath } from '../tree.ts';
import type { LanguageDocument } from './document.ts';
import { type Ground, type Landscape, landscapeOf } from './landscape.ts';

export interface AddressRange extends Span {
  /** Of the cells or the reference that say it, in offsets of the file. */
  readonly start: number;
  readonly end: number;
  readonly property: string;
  /** Of the node, in the text's tree. */
  readonly path: NodePath;
  readonly ground: Ground;
}

export type Within = { readonly start: number; readonly end: number };

const named = new Set(['reg', 'ranges', 'memory-region']);

/** Those that are in a part of the file, in its order. */
export function addressRangesOf(document: LanguageDocument, file: string, within: Within): AddressRange[] {
  const landscape = landscapeFor(document);
  return document.source.properties
    .filter(({ property }) => named.has(property))
    .flatMap((origin) => {
      const { value } = origin;
      if (value === undefined || value.file !== file || value.end < within.start || value.start > within.end) return [];
      return rangesOfProperty(document, origin, landscape);
    });
}

export function landscapeFor(document: LanguageDocument): Landscape {
  return landscapeOf(document.board, document.source.plugin ? undefined : document.index());
}

/** Those that one property says; none of a value that another one took the place of. */
export function rangesOfProperty(
  document: LanguageDocument,
  origin: PropertyOrigin,
  landscape: Landscape,
): AddressRange[] {
  const { path, property } = origin;
  const node = document.judged().byPath.get(path);
  if (node === undefined || document.places().propertyAt(path, property) !== origin) return [];
  const spans = property === 'memory-region' ? regions(document, origin) : entries(node, origin);
  return spans.map(({ address, size, start, end }) => ({
    start,
    end,
    property,
    path,
    address,
    size,
    ground: landscape.groundOf({ address, size }, isOfBoard(document) ? undefined : node.becomes),
  }));
}

/** Where a board is known, what has the same path there is what lies there. */
const isOfBoard = ({ board }: LanguageDocument): boolean => board.base !== undefined || board.facts !== undefined;

type Placed = Span & Within;

function entries(node: JudgedNode, { property, cells: places }: PropertyOrigin): Placed[] {
  const { properties } = node.node;
  const bytes = properties.get(property);
  const form = property === 'reg' ? regForm(node.cells) : rangesForm(node);
  if (bytes === undefined || form === undefined || places.some(({ bits }) => bits !== 32)) return [];
  const { step, at, address: count, size: sizeCells } = form;
  const found: Placed[] = [];
  for (let first = 0; first + step <= places.length; first += step) {
    const from = places[first];
    const to = places[first + step - 1];
    const address = numberOfCells(bytes, first + at, count);
    const size = numberOfCells(bytes, first + step - sizeCells, sizeCells);
    if (from === undefined || to === undefined || address === undefined || size === undefined || size === 0n) continue;
    if (from.offset !== first * 4 || from.place.file !== to.place.file) continue;
    const cpu = throughBuses(node, address);
    if (typeof cpu === 'bigint') found.push({ address: cpu, size, start: from.place.start, end: to.place.end });
  }
  return found;
}

interface Form {
  /** Cells of an entry. */
  readonly step: number;
  /** Where in it the address starts, and how many cells it has. */
  readonly at: number;
  readonly address: number;
  readonly size: number;
}

/** A bus whose children have no sizes has no addresses of memory; neither has PCI, with flags in its three cells. */
function regForm(cells: Cells | undefined): Form | undefined {
  if (cells === undefined || cells.size === 0 || cells.address === 0 || cells.address > 2 || cells.size > 2)
    return undefined;
  return { step: cells.address + cells.size, at: 0, address: cells.address, size: cells.size };
}

function rangesForm({ cells: above, childCells: own }: JudgedNode): Form | undefined {
  if (above === undefined || own === undefined || above.address === 0 || own.size === 0) return undefined;
  if (above.address > 2 || own.size > 2) return undefined;
  return { step: own.address + above.address + own.size, at: own.address, address: above.address, size: own.size };
}

function regions(document: LanguageDocument, { path, property }: PropertyOrigin): Placed[] {
  return document.source.references.flatMap((reference) => {
    if (reference.path !== path || reference.property !== property) return [];
    const node = nodeOfReference(document, reference);
    const range = node === undefined ? undefined : cpuRange(node);
    return range === undefined ? [] : [{ ...range, start: reference.place.start, end: reference.place.end }];
  });
}

/** Of the text, or of the board that it is put onto. */
export function nodeOfReference(document: LanguageDocument, { to }: Pick<Reference, 'to'>): JudgedNode | undefined {
  return 'path' in to ? nodeAt(document, to.path) : nodeOfLabel(document, to.label);
}

export function nodeOfLabel(document: LanguageDocument, label: string): JudgedNode | undefined {
  const own = document.source.labels.get(label);
  if (own !== undefined) return document.judged().byPath.get(own);
  const path = document.board.base?.symbols.get(label);
  return path === undefined ? undefined : boardNode(document, path);
}

function nodeAt(document: LanguageDocument, path: NodePath): JudgedNode | undefined {
  return document.source.plugin ? boardNode(document, path) : document.judged().byPath.get(path);
}

function boardNode({ board }: LanguageDocument, path: NodePath): JudgedNode | undefined {
  const found = board.base?.byPath.get(path);
  return found === undefined ? undefined : baseNode(found);
}

/** Whether a finding is about a place in a part of a file. */
export function meets({ place }: Pick<TreeFinding, 'place'>, file: string, { start, end }: Within): boolean {
  return place !== undefined && place.file === file && place.start <= end && start <= place.end;
}
