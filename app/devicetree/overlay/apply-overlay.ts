/** An overlay put onto a tree as the kernel does it at run time (drivers/of/overlay.c and resolver.c, Linux 6.1 and 6.12). */
import { childPath, type DeviceTree, type NodePath, parentPath, type TreeNode } from '../tree.ts';
import { indexTree, type TreeIndex } from '../tree-index.ts';
import { type AppliedOverlay, type OverlayOptions, refused, resolveReferences } from './applied-overlay.ts';
import { fragmentsOf } from './fragments.ts';
import { type Changes, changesOf } from './merge.ts';
import { phandleDelta } from './phandles.ts';

/** `base` and `overlay` stay as they are. */
export function applyOverlay(base: DeviceTree, overlay: DeviceTree, options: OverlayOptions = {}): AppliedOverlay {
  const index = options.index ?? indexTree(base);
  const { values, places, warnings, refusals } = resolveReferences(index, overlay, phandleDelta(index), options);
  if (refusals.length > 0) return refused(refusals, warnings);
  const { fragments, refusals: ofTargets } = fragmentsOf(index, values, places);
  if (ofTargets.length > 0) return refused(ofTargets, warnings);
  const changes = changesOf(index, fragments, values, places);
  const told = [...warnings, ...changes.warnings];
  if (changes.refusals.length > 0) return refused(changes.refusals, told);
  return {
    tree: { ...base, root: changed(index, changes) },
    findings: told,
    nodes: changes.nodeOrigins,
    properties: changes.propertyOrigins,
  };
}

/** The tree with them. New nodes come after those that are there, in the overlay's order. What does not change is the base's own, not copied. */
export function changed(
  { byPath, tree }: TreeIndex,
  { properties, children }: Pick<Changes, 'properties' | 'children'>,
): TreeNode {
  const touched = new Set<NodePath>(['/']);
  for (const path of [...properties.keys(), ...children.keys()])
    for (let at: NodePath | undefined = path; at !== undefined && !touched.has(at); at = parentPath(at))
      touched.add(at);
  const deepestFirst = [...touched]
    .map((path) => ({ path, indexed: byPath.get(path) }))
    .sort((a, b) => (b.indexed?.depth ?? 0) - (a.indexed?.depth ?? 0));
  const made = new Map<NodePath, TreeNode>();
  for (const { path, indexed } of deepestFirst) {
    if (indexed === undefined) continue;
    const { node } = indexed;
    const set = properties.get(path);
    made.set(path, {
      name: node.name,
      properties: set === undefined ? node.properties : new Map([...node.properties, ...set]),
      children: [
        ...node.children.map((child) => made.get(childPath(path, child.name)) ?? child),
        ...(children.get(path) ?? []),
      ],
    });
  }
  return made.get('/') ?? tree.root;
}
