/** Everything that is wrong with a tree or an overlay as far as trees and boards tell. A rule is a file here, found by the list below. */
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import type { TreeFinding } from '../finding.ts';
import type { SourceTree } from '../source-tree.ts';
import type { DeviceTree, NodePath } from '../tree.ts';
import { indexTree, type TreeIndex } from '../tree-index.ts';
import { baseReferences } from './base-references.ts';
import { boardRanges } from './board-ranges.ts';
import { busNodes } from './bus-nodes.ts';
import { cellCounts } from './cell-counts.ts';
import { compatibleName } from './compatible-name.ts';
import { depth } from './depth.ts';
import { identities } from './identities.ts';
import { insideReservedMemory } from './inside-reserved-memory.ts';
import { judgedTree } from './judged-tree.ts';
import { mappingMode } from './mapping-mode.ts';
import { memoryRegion } from './memory-region.ts';
import { nodeStatus } from './node-status.ts';
import { pageAlignment } from './page-alignment.ts';
import { phandles } from './phandles.ts';
import { platformBus } from './platform-bus.ts';
import { pluginHeader } from './plugin-header.ts';
import { reservations } from './reservations.ts';
import { reservedForOthers } from './reserved-for-others.ts';
import { reservedMemory } from './reserved-memory.ts';
import type { TreeRule, TreeRuleInput } from './rule.ts';
import { runTimeOverlay } from './run-time-overlay.ts';
import { sourcePlaces } from './source-places.ts';
import { syncRange } from './sync-range.ts';
import { uiomemNodes } from './uiomem-nodes.ts';
import { uiomemOverlap } from './uiomem-overlap.ts';
import { uiomemProperties } from './uiomem-properties.ts';
import { unitNames } from './unit-names.ts';

export const treeRules: readonly TreeRule[] = [
  pluginHeader,
  baseReferences,
  depth,
  phandles,
  busNodes,
  cellCounts,
  unitNames,
  reservedMemory,
  reservations,
  insideReservedMemory,
  memoryRegion,
  runTimeOverlay,
  compatibleName,
  platformBus,
  nodeStatus,
  uiomemProperties,
  pageAlignment,
  syncRange,
  mappingMode,
  identities,
  uiomemOverlap,
  boardRanges,
  reservedForOthers,
];

export interface LintTree {
  readonly tree: DeviceTree;
  /** Of the same tree, where it is there already. */
  readonly index?: TreeIndex | undefined;
  /** The text that says the tree: findings then have places and fixes. */
  readonly source?: SourceTree | undefined;
  /** Of an overlay: the tree that it is for. */
  readonly base?: TreeIndex | undefined;
  readonly board?: BoardFacts | undefined;
  /** An overlay is put onto a running kernel, or (false) merged before boot. Undefined: that is not known. */
  readonly runTime?: boolean | undefined;
}

export interface TreeLint {
  /** In the order of the text, or of the tree where there is none. */
  readonly findings: readonly TreeFinding[];
  /** What could not be judged, or not wholly, and what it would have needed, as sentences. */
  readonly notRun: readonly string[];
}

/** What is wrong with the text as a text is among `source.findings`, and not here. */
export function lintTree({ tree, index, source, base, board, runTime }: LintTree): TreeLint {
  const judged = judgedTree(index ?? indexTree(tree), base);
  const input: TreeRuleInput = {
    tree: judged,
    uiomem: uiomemNodes(judged),
    source,
    places: sourcePlaces(source),
    board,
    runTime,
  };
  const notRun: string[] = [];
  const findings: TreeFinding[] = [];
  for (const rule of treeRules) {
    const lacks = rule.lacks?.(input);
    if (lacks !== undefined) notRun.push(`${rule.about}: ${lacks}`);
    // One at a time: a tree of a hundred thousand faults has more findings than a call has arguments.
    for (const each of rule.check(input)) findings.push(each);
  }
  return { findings: sorted(findings, input), notRun };
}

function sorted(findings: readonly TreeFinding[], { tree }: TreeRuleInput): readonly TreeFinding[] {
  if (findings.length < 2) return findings;
  let order: Map<NodePath, number> | undefined;
  // Few are at one place.
  const orderOf = ({ path }: TreeFinding) => {
    order ??= new Map(tree.index.nodes.map((node, at) => [node.path, at]));
    return order.get(path ?? '/') ?? 0;
  };
  return findings.toSorted(
    (a, b) =>
      (a.place?.file ?? '').localeCompare(b.place?.file ?? '') ||
      (a.place?.start ?? 0) - (b.place?.start ?? 0) ||
      orderOf(a) - orderOf(b),
  );
}
