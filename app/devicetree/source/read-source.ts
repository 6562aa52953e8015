/** A device tree source as a tree: what dtc makes of it, with the places of what it says, and with what is wrong with it. */
import type { NodeOrigin, PropertyOrigin, ReadBytes, ReadInclude, Reference, SourceTree } from '../source-tree.ts';
import type { DeviceTree, NodePath, TreeNode } from '../tree.ts';
import { childPath } from '../tree.ts';
import { checkTree } from './check-tree.ts';
import { endNode, type LiveNode } from './live-tree.ts';
import { addFixups, addSymbols } from './overlay-nodes.ts';
import { parseSource } from './parse-source.ts';
import { preprocess } from './preprocess/preprocess.ts';
import { Reading } from './reading.ts';
import { resolve } from './resolve.ts';
import { Scanner } from './scanner.ts';

export interface SourceOptions {
  /** `__symbols__` and a phandle for each label, as `dtc -@` makes them, so that overlays can be put on the tree. An overlay always gets them. */
  readonly symbols?: boolean;
  /** For `/incbin/`; without it each of those is a finding. */
  readonly readBytes?: ReadBytes;
}

export function readSource(file: string, text: string, include: ReadInclude, options: SourceOptions = {}): SourceTree {
  const expanded = preprocess(file, text, include);
  const reading = new Reading(new Scanner(expanded.text, expanded.map, expanded.incomplete), options.readBytes);
  parseSource(reading);
  const { plugin } = reading;
  const symbols = plugin || options.symbols === true;
  const nodes = checkTree(reading);
  const phandles = resolve(reading, nodes, symbols);
  if (symbols) addSymbols(reading, nodes, phandles);
  if (plugin) addFixups(reading, nodes);
  const origins = originsOf(reading);
  return {
    tree: treeOf(reading),
    plugin,
    labels: labelsOf(nodes),
    references: referencesOf(reading, nodes),
    ...origins,
    findings: [...expanded.findings, ...reading.scanner.findings],
    files: expanded.files,
  };
}

function treeOf({ root, reservations }: Reading): DeviceTree {
  const top = treeNode(root);
  const waiting = [{ live: root, made: top }];
  // Not by recursion: a text may be deeper than the stack.
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    for (const child of each.live.children) {
      if (child.deleted) continue;
      const made = treeNode(child);
      each.made.children.push(made);
      if (child.children.length > 0) waiting.push({ live: child, made });
    }
  }
  return { reservations, bootCpu: 0, root: top };
}

function treeNode({ name, properties }: LiveNode): TreeNode & { children: TreeNode[] } {
  const values = new Map<string, Uint8Array>();
  for (const property of properties) if (!property.deleted) values.set(property.name, property.bytes);
  return { name, properties: values, children: [] };
}

function labelsOf(nodes: readonly LiveNode[]): Map<string, NodePath> {
  const labels = new Map<string, NodePath>();
  for (const node of nodes) {
    if (node.deleted) continue;
    for (const { name, deleted } of node.labels) if (!deleted && !labels.has(name)) labels.set(name, node.path);
  }
  return labels;
}

function referencesOf({ scanner }: Reading, nodes: readonly LiveNode[]): Reference[] {
  const references: Reference[] = [];
  for (const node of nodes) {
    if (node.deleted) continue;
    for (const property of node.properties) {
      if (property.deleted || property.markers === undefined) continue;
      for (const { kind, to, offset, start, end } of property.markers) {
        references.push({
          path: node.path,
          property: property.name,
          offset,
          kind,
          to: to.startsWith('/') ? { path: to } : { label: to },
          place: scanner.map.place(start, end),
        });
      }
    }
  }
  return references;
}

function originsOf(reading: Reading): {
  readonly nodes: readonly NodeOrigin[];
  readonly properties: readonly PropertyOrigin[];
} {
  for (const { node, origin } of reading.nodes) origin.path = pathOf(endNode(node));
  for (const { node, places } of reading.properties) places.path = pathOf(endNode(node));
  return {
    nodes: reading.nodes.map(({ origin }) => origin),
    properties: reading.properties.map(({ places }) => places),
  };
}

/** Also of a node that was deleted later, which checkTree did not come by. */
function pathOf(node: LiveNode): NodePath {
  const above: LiveNode[] = [];
  let at: LiveNode | undefined = node;
  for (; at !== undefined && at.path === ''; at = at.parent === undefined ? undefined : endNode(at.parent))
    above.push(at);
  let path = at?.path ?? '/';
  for (let each = above.pop(); each !== undefined; each = above.pop()) {
    if (each.parent !== undefined || each.name !== '') path = childPath(path, each.name);
    each.path = path;
  }
  return node.path;
}
