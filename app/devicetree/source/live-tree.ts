/**
 * A tree while a text is being read. What was deleted keeps its place and is only marked, because what comes back later comes
 * back at that place; so do dtc's trees, whose order is that of the .dtb.
 */
import type { NodePath, TreeNode } from '../tree.ts';
import type { Marker, ParsedLabel, ParsedNode, ParsedProperty } from './parsed-node.ts';

export interface LiveLabel extends ParsedLabel {
  deleted: boolean;
}

/** Its offset grows with paths that are put in before it. */
export interface LiveMarker extends Omit<Marker, 'offset'> {
  offset: number;
}

export interface LiveProperty {
  readonly name: string;
  bytes: Uint8Array;
  markers: LiveMarker[] | undefined;
  labels: LiveLabel[] | undefined;
  /** Labels within the value. */
  valueLabels: LiveLabel[] | undefined;
  deleted: boolean;
  /** Where the text says it; undefined for what was added to the tree by itself. */
  parsed: ParsedProperty | undefined;
  /** Added to the places of `parsed`. */
  shift: number;
}

export interface LiveNode {
  name: string;
  /** The last one given first, as dtc keeps them. */
  labels: LiveLabel[];
  readonly properties: LiveProperty[];
  readonly children: LiveNode[];
  parent: LiveNode | undefined;
  deleted: boolean;
  /** `/omit-if-no-ref/`. */
  omit: boolean;
  referenced: boolean;
  /** 0: none yet. */
  phandle: number;
  /** The node that took over what this one held. */
  mergedInto: LiveNode | undefined;
  path: NodePath;
  /** Of its name in the text; 0 and 0 where the text does not say it. */
  nameStart: number;
  nameEnd: number;
  /** Where the text says it first; undefined for what was added to the tree by itself. */
  parsed: ParsedNode | undefined;
  /** Whether anything was added to what `parsed` says, or said over it. */
  hasMore: boolean;
  /** The node of the finished tree. */
  finished: TreeNode | undefined;
  childByName: Map<string, LiveNode> | undefined;
  propertyByName: Map<string, LiveProperty> | undefined;
}

export function liveNode(name: string, nameStart = 0, nameEnd = 0): LiveNode {
  return {
    name,
    labels: [],
    properties: [],
    children: [],
    parent: undefined,
    deleted: false,
    omit: false,
    referenced: false,
    phandle: 0,
    mergedInto: undefined,
    path: '',
    nameStart,
    nameEnd,
    parsed: undefined,
    hasMore: false,
    finished: undefined,
    childByName: undefined,
    propertyByName: undefined,
  };
}

export function liveProperty(name: string, bytes: Uint8Array): LiveProperty {
  return {
    name,
    bytes,
    markers: undefined,
    labels: undefined,
    valueLabels: undefined,
    deleted: false,
    parsed: undefined,
    shift: 0,
  };
}

/** The node that a node of the text ended up in. */
export function endNode(node: LiveNode): LiveNode {
  let last = node;
  while (last.mergedInto !== undefined) last = last.mergedInto;
  return last;
}

export function addChild(parent: LiveNode, child: LiveNode): void {
  child.parent = parent;
  parent.hasMore = true;
  parent.children.push(child);
  const { childByName } = parent;
  if (childByName !== undefined && !childByName.has(child.name)) childByName.set(child.name, child);
}

export function addProperty(node: LiveNode, property: LiveProperty): void {
  node.hasMore = true;
  node.properties.push(property);
  const { propertyByName } = node;
  if (propertyByName !== undefined && !propertyByName.has(property.name)) propertyByName.set(property.name, property);
}

/** From this many on a map is worth its making. */
const many = 12;

/** The first of that name, deleted or not. */
function childNamed(node: LiveNode, name: string): LiveNode | undefined {
  if (node.children.length < many) return node.children.find((child) => child.name === name);
  if (node.childByName === undefined) {
    node.childByName = new Map();
    for (const child of node.children) if (!node.childByName.has(child.name)) node.childByName.set(child.name, child);
  }
  return node.childByName.get(name);
}

function propertyNamed(node: LiveNode, name: string): LiveProperty | undefined {
  if (node.properties.length < many) return node.properties.find((property) => property.name === name);
  if (node.propertyByName === undefined) {
    node.propertyByName = new Map();
    for (const each of node.properties)
      if (!node.propertyByName.has(each.name)) node.propertyByName.set(each.name, each);
  }
  return node.propertyByName.get(name);
}

export function liveChild(node: LiveNode, name: string): LiveNode | undefined {
  const first = childNamed(node, name);
  if (first === undefined || !first.deleted) return first;
  return node.children.find((child) => !child.deleted && child.name === name);
}

export function livePropertyOf(node: LiveNode, name: string): LiveProperty | undefined {
  const first = propertyNamed(node, name);
  if (first === undefined || !first.deleted) return first;
  return node.properties.find((property) => !property.deleted && property.name === name);
}

export function addLabel(node: LiveNode, label: LiveLabel): void {
  const there = node.labels.find(({ name }) => name === label.name);
  if (there === undefined) node.labels.unshift(label);
  else there.deleted = false;
}

/** Marks the node, and all that it holds, as deleted. */
export function deleteNode(node: LiveNode): void {
  const waiting = [node];
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    each.deleted = true;
    for (const property of each.properties) deleteProperty(property);
    for (const label of each.labels) label.deleted = true;
    for (const child of each.children) if (!child.deleted) waiting.push(child);
  }
}

function deleteProperty(property: LiveProperty): void {
  property.deleted = true;
  for (const label of property.labels ?? []) label.deleted = true;
}

/** Puts what `from` says over what `into` says, in the order in which it says it. */
export function mergeNodes(into: LiveNode, from: LiveNode): void {
  const open: { into: LiveNode; from: LiveNode; next: number }[] = [];
  const start = (old: LiveNode, added: LiveNode): void => {
    old.deleted = false;
    old.hasMore = true;
    for (const label of added.labels) addLabel(old, label);
    for (const property of added.properties) mergeProperty(old, property);
    added.mergedInto = old;
    open.push({ into: old, from: added, next: 0 });
  };
  start(into, from);
  // Not by recursion: a text may be deeper than the stack.
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const child = top.from.children[top.next];
    top.next += 1;
    if (child === undefined) {
      open.pop();
      continue;
    }
    const old = childNamed(top.into, child.name);
    if (child.deleted) {
      if (old !== undefined) deleteNode(old);
    } else if (old === undefined) {
      addChild(top.into, child);
    } else {
      start(old, child);
    }
  }
}

function mergeProperty(node: LiveNode, property: LiveProperty): void {
  const old = propertyNamed(node, property.name);
  if (property.deleted) {
    if (old !== undefined) deleteProperty(old);
    return;
  }
  if (old === undefined) {
    addProperty(node, property);
    return;
  }
  for (const label of property.labels ?? []) {
    const there = old.labels?.find(({ name }) => name === label.name);
    if (there === undefined) old.labels = [label, ...(old.labels ?? [])];
    else there.deleted = false;
  }
  old.bytes = property.bytes;
  old.markers = property.markers;
  old.valueLabels = property.valueLabels;
  old.parsed = property.parsed;
  old.shift = property.shift;
  old.deleted = false;
}

/** By a path from the root; more than one `/` in a row are one, and one at the end says nothing; two there dtc finds no node for. */
export function nodeAtPath(root: LiveNode, path: NodePath): LiveNode | undefined {
  if (path.length > 1 && path.endsWith('//')) return undefined;
  let node: LiveNode | undefined = root.deleted ? undefined : root;
  for (const name of path.split('/')) {
    if (name === '') continue;
    if (node === undefined) return undefined;
    node = liveChild(node, name);
  }
  return node;
}
