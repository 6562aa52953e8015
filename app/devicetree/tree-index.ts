/** The nodes of a tree by path and phandle, each with its parent and the cells that count for it. */
import { cellsOf, textOf } from './property.ts';
import { childPath, type DeviceTree, type NodePath, type TreeNode } from './tree.ts';

export interface IndexedNode {
  readonly path: NodePath;
  readonly node: TreeNode;
  readonly parent: IndexedNode | undefined;
  /** 0 for the root. */
  readonly depth: number;
}

export interface TreeIndex {
  readonly tree: DeviceTree;
  /** Parents before children, in the order of the tree. */
  readonly nodes: readonly IndexedNode[];
  readonly byPath: ReadonlyMap<NodePath, IndexedNode>;
  /** The first node that has it. */
  readonly byPhandle: ReadonlyMap<number, IndexedNode>;
  /** Label to path, of `/__symbols__`. */
  readonly symbols: ReadonlyMap<string, NodePath>;
  /** Of `/aliases`. */
  readonly aliases: ReadonlyMap<string, NodePath>;
}

export function indexTree(tree: DeviceTree): TreeIndex {
  const nodes: IndexedNode[] = [];
  const byPath = new Map<NodePath, IndexedNode>();
  const byPhandle = new Map<number, IndexedNode>();
  const waiting: IndexedNode[] = [{ path: '/', node: tree.root, parent: undefined, depth: 0 }];
  // Not by recursion: a tree may be deeper than the stack.
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    nodes.push(each);
    byPath.set(each.path, each);
    const handle = phandleOf(each.node);
    if (handle !== undefined && !byPhandle.has(handle)) byPhandle.set(handle, each);
    for (let index = each.node.children.length - 1; index >= 0; index -= 1) {
      const child = each.node.children[index];
      if (child === undefined) continue;
      waiting.push({ path: childPath(each.path, child.name), node: child, parent: each, depth: each.depth + 1 });
    }
  }
  return {
    tree,
    nodes,
    byPath,
    byPhandle,
    symbols: pathsIn(byPath.get('/__symbols__')),
    aliases: pathsIn(byPath.get('/aliases')),
  };
}

/** `phandle`, or the older `linux,phandle` (drivers/of/fdt.c, populate_properties). */
export function phandleOf({ properties }: TreeNode): number | undefined {
  return cellsOf(properties.get('phandle') ?? properties.get('linux,phandle'))[0];
}

/** What a node gives its children; 2 and 1 where it does not say (Devicetree Specification 0.4, 2.3.5). */
export function cellCounts({ properties }: TreeNode): { readonly address: number; readonly size: number } {
  return {
    address: cellsOf(properties.get('#address-cells'))[0] ?? 2,
    size: cellsOf(properties.get('#size-cells'))[0] ?? 1,
  };
}

/** Enabled by itself: no `status`, `okay` or `ok` (drivers/of/base.c, __of_device_is_available). */
export function isEnabled({ properties }: TreeNode): boolean {
  const status = properties.get('status');
  return status === undefined || ['okay', 'ok'].includes(textOf(status) ?? '');
}

/** Of a node that is in more than one tree they are read once. */
const readPaths = new WeakMap<TreeNode, ReadonlyMap<string, NodePath>>();

function pathsIn(index: IndexedNode | undefined): ReadonlyMap<string, NodePath> {
  const known = index && readPaths.get(index.node);
  if (known !== undefined) return known;
  const paths = new Map<string, NodePath>();
  for (const [name, bytes] of index?.node.properties ?? []) {
    const path = textOf(bytes);
    if (path !== undefined) paths.set(name, path);
  }
  if (index !== undefined) readPaths.set(index.node, paths);
  return paths;
}
