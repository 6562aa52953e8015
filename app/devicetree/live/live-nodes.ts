/** A tree as rows to be looked through: each node once, in the order of the tree, as plain data that a worker can send. */

import { labelsOf } from '../print/labels.ts';
import { treeDifference } from '../print/tree-difference.ts';
import { textOf, textsOf } from '../property.ts';
import { childPath, type DeviceTree, type NodePath } from '../tree.ts';
import { type IndexedNode, isEnabled, type TreeIndex } from '../tree-index.ts';

export interface LiveNode {
  readonly path: NodePath;
  /** With the unit address; `/` for the root. */
  readonly name: string;
  /** 0 for the root. */
  readonly depth: number;
  readonly parent: boolean;
  /** Of `__symbols__`, where the tree has them. */
  readonly label?: string;
  readonly compatible?: readonly string[];
  /** Absent: enabled. */
  readonly status?: string;
  /** What brought it, or a property of it, after the board had booted. */
  readonly since?: 'added' | 'changed';
}

/** `booted`: as the board was booted; what differs from it came later, by an overlay. */
export function liveNodes(index: TreeIndex, booted: DeviceTree | undefined): LiveNode[] {
  const labels = labelsOf(index);
  const since = booted === undefined ? undefined : changesSince(booted, index);
  return index.nodes.map((each): LiveNode => {
    const { path, node, depth } = each;
    const [label] = labels.get(path) ?? [];
    const compatible = textsOf(node.properties.get('compatible'));
    const mark = since?.get(path);
    return {
      path,
      name: path === '/' ? '/' : node.name,
      depth,
      parent: node.children.length > 0,
      ...(label !== undefined && { label }),
      ...(compatible !== undefined && { compatible }),
      ...(!isEnabled(node) && { status: textOf(node.properties.get('status')) ?? '' }),
      ...(mark !== undefined && { since: mark }),
    };
  });
}

/** The kernel gives each node its name as a property, too (drivers/of/fdt.c, populate_properties), which no flattened tree has. */
const ofTheKernel = new Set(['name', 'phandle', 'linux,phandle']);

function changesSince(booted: DeviceTree, { tree, byPath }: TreeIndex): ReadonlyMap<NodePath, 'added' | 'changed'> {
  const found = new Map<NodePath, 'added' | 'changed'>();
  for (const change of treeDifference(booted, tree)) {
    if (change.kind === 'node-added') {
      const added = byPath.get(change.path);
      if (added !== undefined) markAll(added, found);
    } else if (change.kind === 'property' && !ofTheKernel.has(change.property)) {
      if (!found.has(change.path)) found.set(change.path, 'changed');
    }
  }
  return found;
}

function markAll({ path, node }: Pick<IndexedNode, 'path' | 'node'>, found: Map<NodePath, 'added' | 'changed'>): void {
  const waiting = [{ path, node }];
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    found.set(each.path, 'added');
    for (const child of each.node.children) waiting.push({ path: childPath(each.path, child.name), node: child });
  }
}
