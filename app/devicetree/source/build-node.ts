/** Nodes of the text become nodes that can be put on the tree: copies, since what is put on a tree is changed there. */
import { addChild, addProperty, type LiveNode, liveNode, liveProperty } from './live-tree.ts';
import type { Head, ParsedNode, ParsedProperty, PlacedNode } from './parsed-node.ts';

/** `&label { … }` within a node: what is added, and to what. */
export interface Misplaced {
  readonly to: string;
  readonly node: LiveNode;
  readonly head: Head;
}

/** Who reads: takes note of labels, of all nodes in the order of the text, and of what is to be put elsewhere. */
interface Notes {
  readonly nodes: LiveNode[];
  readonly misplaced: Misplaced[];
  labelNode(node: LiveNode, labels: Head['labels'], shift: number): void;
}

interface Open {
  readonly live: LiveNode;
  readonly node: ParsedNode;
  readonly shift: number;
  next: number;
}

export function buildNode(notes: Notes, { node, shift }: PlacedNode): LiveNode {
  const top = open(notes, node, shift);
  const waiting = [top];
  // Not by recursion: a text may be deeper than the stack.
  for (let each = waiting.at(-1); each !== undefined; each = waiting.at(-1)) {
    const item = each.node.items[each.next];
    each.next += 1;
    if (item === undefined) {
      waiting.pop();
      each.live.hasMore = false;
      const { reference: to } = each.node;
      if (to !== undefined) notes.misplaced.push({ to, node: each.live, head: headAt(each.node.head, each.shift) });
    } else if (item.kind === 'property') {
      addProperty(each.live, livePropertyOf(item, each.shift));
    } else if (item.kind === 'node') {
      const inner = open(notes, item.node, each.shift + item.shift);
      if (item.node.isLost) inner.live.deleted = true;
      else if (item.node.reference === undefined) addChild(each.live, inner.live);
      waiting.push(inner);
    } else if (item.kind === 'no-property') {
      const property = liveProperty(item.name, nothing);
      property.deleted = true;
      addProperty(each.live, property);
    } else {
      const child = liveNode(item.name, item.start + each.shift, item.end + each.shift);
      child.deleted = true;
      addChild(each.live, child);
    }
  }
  return top.live;
}

const nothing = new Uint8Array();

function open(notes: Notes, node: ParsedNode, shift: number): Open {
  const { nameStart, nameEnd, labels } = node.head;
  const live = liveNode(node.name, nameStart + shift, nameEnd + shift);
  live.omit = node.omit;
  live.parsed = node;
  notes.labelNode(live, labels, shift);
  notes.nodes.push(live);
  return { live, node, shift, next: 0 };
}

function livePropertyOf(parsed: ParsedProperty, shift: number) {
  const property = liveProperty(parsed.name, parsed.bytes);
  const { markers, valueLabels, head } = parsed;
  property.parsed = parsed;
  property.shift = shift;
  if (markers !== undefined) {
    property.markers = markers.map((marker) => ({
      kind: marker.kind,
      offset: marker.offset,
      to: marker.to,
      start: marker.start + shift,
      end: marker.end + shift,
    }));
  }
  if (head.labels.length > 0) property.labels = head.labels.map((label) => labelAt(label, shift));
  property.valueLabels = valueLabels?.map((label) => labelAt(label, shift));
  return property;
}

export function labelAt({ name, start, end }: Head['labels'][number], shift: number) {
  return { name, start: start + shift, end: end + shift, deleted: false };
}

function headAt({ start, nameStart, nameEnd, labels }: Head, shift: number): Head {
  return {
    start: start + shift,
    nameStart: nameStart + shift,
    nameEnd: nameEnd + shift,
    labels: labels.map((label) => labelAt(label, shift)),
  };
}
