/** The order of nodes after libfdt added some, which is the order in which the kernel makes devices of them. */
import type { TreeNode } from '../tree.ts';
import type { TreeIndex } from '../tree-index.ts';

/** `after` is `before` with further nodes: each comes before all that its parent has by then (fdt_add_subnode_namelen). */
export function newestFirst(before: TreeIndex, after: TreeIndex): TreeNode {
  const placed = new Map<TreeNode, TreeNode>();
  // Children before their parents, and not by recursion: a tree may be deeper than the stack.
  for (const { path, node } of after.nodes.toReversed()) {
    const old = before.byPath.get(path)?.node;
    if (old === node) continue;
    const known = new Set(old?.children.map(({ name }) => name));
    const isKnown = ({ name }: TreeNode) => known.has(name);
    const children = node.children.map((child) => placed.get(child) ?? child);
    const added = children.filter((child) => !isKnown(child)).reverse();
    placed.set(node, { ...node, children: [...added, ...children.filter(isKnown)] });
  }
  const { root } = after.tree;
  return placed.get(root) ?? root;
}
