/** A node of the text that is being read. */
import type { Head, ParsedNode, PlacedNode } from './parsed-node.ts';
import type { Reading } from './reading.ts';

export interface OpenNode {
  readonly node: ParsedNode;
  /** What was wrong with the text before it, and what of it hangs on more than its letters. */
  readonly asides: number;
  /** The last node in it, with the place of its name. */
  lastChild: { readonly name: string; readonly start: number; readonly end: number } | undefined;
}

type Start = Pick<ParsedNode, 'name' | 'head'> &
  Partial<Pick<ParsedNode, 'isOutermost' | 'omit' | 'isLost' | 'reference'>>;

/** Behind its `{`. */
export function openNode(reading: Reading, start: Start): OpenNode {
  return {
    node: {
      name: start.name,
      head: start.head,
      omit: start.omit === true,
      isLost: start.isLost === true,
      reference: start.reference,
      isOutermost: start.isOutermost === true,
      items: [],
      bodyStart: reading.scanner.position,
      bodyEnd: 0,
      end: 0,
      height: 1,
      isSound: false,
      isChecked: false,
      became: reading.before?.becameAt(start.head.start),
    },
    asides: asidesOf(reading),
    lastChild: undefined,
  };
}

export function closeNode(reading: Reading, { node, asides }: OpenNode, bodyEnd: number, end: number): void {
  node.bodyEnd = bodyEnd;
  node.end = end;
  for (const item of node.items) if (item.kind === 'node') node.height = Math.max(node.height, item.node.height + 1);
  node.isSound = asidesOf(reading) === asides && !node.isLost;
}

function asidesOf({ scanner, byteFiles }: Reading): number {
  return scanner.reports + byteFiles.asked;
}

/** Puts a node into the one that is open. */
export function putNode(parent: OpenNode, placed: PlacedNode): void {
  const { node, shift } = placed;
  parent.node.items.push(placed);
  if (node.reference === undefined && !node.isLost) noteChild(parent, node.name, node.head, shift);
}

export function noteChild(
  parent: OpenNode,
  name: string,
  { nameStart, nameEnd }: Pick<Head, 'nameStart' | 'nameEnd'>,
  shift: number,
): void {
  parent.lastChild = { name, start: nameStart + shift, end: nameEnd + shift };
}
