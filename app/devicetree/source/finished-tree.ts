/** The tree that was read, as others get to see it. */
import type { DeviceTree, TreeNode } from '../tree.ts';
import type { LiveNode } from './live-tree.ts';
import type { FinishedNode } from './parsed-node.ts';
import type { Reading } from './reading.ts';

/** Nodes that say what they said when the text was read before are those of the tree that was made then. */
export function finishedTree({ root, reservations }: Reading, added: AddedNodes): DeviceTree {
  const nodes = [root];
  // Not by recursion: a text may be deeper than the stack.
  for (let at = 0; at < nodes.length; at += 1) {
    for (const child of nodes[at]?.children ?? []) if (!child.deleted) nodes.push(child);
  }
  let top: TreeNode = { name: '', properties: new Map(), children: [] };
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) top = finish(node, added, node.parent === root);
  return { reservations, bootCpu: 0, root: top };
}

/** Children of the root that no text says, such as `__symbols__`, by name. */
export type AddedNodes = Map<string, FinishedNode>;

/** Of a node whose children are finished. */
function finish(live: LiveNode, added: AddedNodes, isBelowRoot: boolean): TreeNode {
  const { parsed, name } = live;
  const old = parsed === undefined ? (isBelowRoot ? added.get(name) : undefined) : parsed.became;
  const finished = old !== undefined && saysTheSame(old, live) ? old : newNode(live);
  live.finished = finished.node;
  if (parsed !== undefined) parsed.became = finished;
  else if (isBelowRoot) added.set(name, finished);
  return finished.node;
}

function newNode(live: LiveNode): FinishedNode {
  const names: string[] = [];
  const values: Uint8Array[] = [];
  const properties = new Map<string, Uint8Array>();
  for (const { deleted, name, bytes } of live.properties) {
    if (deleted) continue;
    properties.set(name, bytes);
    names.push(name);
    values.push(bytes);
  }
  const children: TreeNode[] = [];
  for (const { deleted, finished } of live.children) if (!deleted && finished !== undefined) children.push(finished);
  return { node: { name: live.name, properties, children }, names, values };
}

function saysTheSame({ node, names, values }: FinishedNode, live: LiveNode): boolean {
  if (node.name !== live.name) return false;
  let at = 0;
  for (const { deleted, finished } of live.children) {
    if (deleted) continue;
    if (node.children[at] !== finished) return false;
    at += 1;
  }
  if (at < node.children.length) return false;
  at = 0;
  for (const { deleted, name, bytes } of live.properties) {
    if (deleted) continue;
    const value = values[at];
    if (value === undefined || names[at] !== name || !sameBytes(value, bytes)) return false;
    at += 1;
  }
  return at === values.length;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}
