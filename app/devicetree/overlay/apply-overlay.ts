/** An overlay put onto a tree as the kernel does it at run time (drivers/of/overlay.c and resolver.c, Linux 6.1 and 6.12). */
import type { TreeFinding } from '../finding.ts';
import type { SourceTree } from '../source-tree.ts';
import { childPath, type DeviceTree, type NodePath, parentPath, type TreeNode } from '../tree.ts';
import { indexTree, type TreeIndex } from '../tree-index.ts';
import { fragmentsOf } from './fragments.ts';
import { fixLabels } from './label-fixups.ts';
import { type Changes, changesOf, type OverlayOrigin } from './merge.ts';
import { OverlayValues } from './overlay-values.ts';
import { fixLocalReferences, phandleDelta, renumber } from './phandles.ts';
import { overlayPlaces, type Refusal } from './refusal.ts';

export interface OverlayOptions {
  /** The overlay's text: places of findings, and fixes. */
  readonly source?: SourceTree | undefined;
  /** Labels of the base that it has in its text but not in `/__symbols__`, for fixes. */
  readonly labels?: ReadonlyMap<string, NodePath> | undefined;
  /** Of the base, where it is there already. */
  readonly index?: TreeIndex | undefined;
}

export interface AppliedOverlay {
  /** Undefined when the kernel refuses the overlay; the tree is then as before. */
  readonly tree: DeviceTree | undefined;
  /** Paths are of the overlay's tree. */
  readonly findings: readonly TreeFinding[];
  /** The kernel's first answer when it refuses: errno, and what it logs, if anything. */
  readonly refused?: { readonly errno: Refusal['errno']; readonly line: string | undefined } | undefined;
  /** Nodes that are new, and properties that are new or have been set, by their path in the merged tree. */
  readonly nodes: Changes['nodeOrigins'];
  readonly properties: Changes['propertyOrigins'];
}

export type { OverlayOrigin };

/** `base` and `overlay` stay as they are. */
export function applyOverlay(base: DeviceTree, overlay: DeviceTree, options: OverlayOptions = {}): AppliedOverlay {
  const index = options.index ?? indexTree(base);
  const places = overlayPlaces(options.source);
  const values = new OverlayValues(indexTree(overlay));
  const delta = phandleDelta(index);
  const warnings: TreeFinding[] = renumber(values, delta, places);
  // As the kernel goes on to the next step only when one went well: what follows would be told for the wrong reason.
  const refuse = (refusals: readonly Refusal[]): AppliedOverlay => ({
    tree: undefined,
    findings: [...refusals.map(({ finding }) => finding), ...warnings],
    refused: refusals[0] && { errno: refusals[0].errno, line: refusals[0].line },
    nodes: new Map(),
    properties: new Map(),
  });

  const local = fixLocalReferences(values, delta, places);
  if (local.length > 0) return refuse(local);
  const labels = fixLabels(index, values, places, options.labels);
  warnings.push(...labels.warnings);
  if (labels.refusals.length > 0) return refuse(labels.refusals);
  const { fragments, refusals } = fragmentsOf(index, values, places);
  if (refusals.length > 0) return refuse(refusals);
  const changes = changesOf(index, fragments, values, places);
  warnings.push(...changes.warnings);
  if (changes.refusals.length > 0) return refuse(changes.refusals);
  return {
    tree: { ...base, root: changed(index, changes) },
    findings: warnings,
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
