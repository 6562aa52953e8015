/** What is given to an overlay's merging, what comes of it, and what comes first however it is merged: its references resolved. */
import type { TreeFinding } from '../finding.ts';
import type { SourceTree } from '../source-tree.ts';
import type { DeviceTree, NodePath } from '../tree.ts';
import { indexTree, type TreeIndex } from '../tree-index.ts';
import { fixLabels } from './label-fixups.ts';
import type { Changes } from './merge.ts';
import { OverlayValues } from './overlay-values.ts';
import { fixLocalReferences, renumber } from './phandles.ts';
import { type OverlayPlaces, overlayPlaces, type Refusal } from './refusal.ts';

export interface OverlayOptions {
  /** The overlay's text: places of findings, and fixes. */
  readonly source?: SourceTree | undefined;
  /** Labels of the base that it has in its text but not in `/__symbols__`, for fixes. */
  readonly labels?: ReadonlyMap<string, NodePath> | undefined;
  /** Of the base, where it is there already. */
  readonly index?: TreeIndex | undefined;
}

export interface AppliedOverlay {
  /** Undefined when the overlay is refused; the tree is then as before. */
  readonly tree: DeviceTree | undefined;
  /** Paths are of the overlay's tree. */
  readonly findings: readonly TreeFinding[];
  /** The first answer of who refuses it: the kernel's errno, and what it logs, if anything. */
  readonly refused?: { readonly errno: Refusal['errno']; readonly line: string | undefined } | undefined;
  /** Nodes that are new, and properties that are new or have been set, by their path in the merged tree. */
  readonly nodes: Changes['nodeOrigins'];
  readonly properties: Changes['propertyOrigins'];
}

export function refused(refusals: readonly Refusal[], warnings: readonly TreeFinding[]): AppliedOverlay {
  const [first] = refusals;
  return {
    tree: undefined,
    findings: [...refusals.map(({ finding }) => finding), ...warnings],
    refused: first && { errno: first.errno, line: first.line },
    nodes: new Map(),
    properties: new Map(),
  };
}

export interface ResolvedOverlay {
  readonly values: OverlayValues;
  readonly places: OverlayPlaces;
  readonly warnings: readonly TreeFinding[];
  /** One step after the other: what follows one that failed would be told for the wrong reason. */
  readonly refusals: readonly Refusal[];
}

/** `delta`: what is added to each of the overlay's phandles. */
export function resolveReferences(
  base: TreeIndex,
  overlay: DeviceTree,
  delta: number,
  { source, labels }: OverlayOptions,
): ResolvedOverlay {
  const places = overlayPlaces(source);
  const values = new OverlayValues(indexTree(overlay));
  const warnings = renumber(values, delta, places);
  const local = fixLocalReferences(values, delta, places);
  if (local.length > 0) return { values, places, warnings, refusals: local };
  const fixed = fixLabels(base, values, places, labels);
  return { values, places, warnings: [...warnings, ...fixed.warnings], refusals: fixed.refusals };
}
