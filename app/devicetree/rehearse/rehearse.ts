/** Overlays tried on a tree without a board: the merged tree, what is wrong with it, and what the driver will say. */
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import { hasErrors, type TreeFinding } from '../finding.ts';
import { type AppliedOverlay, applyOverlay } from '../overlay/apply-overlay.ts';
import type { SourceTree } from '../source-tree.ts';
import type { DeviceTree, NodePath } from '../tree.ts';
import { indexTree, isEnabled, type TreeIndex } from '../tree-index.ts';
import { memoryAtBoot, memoryNow } from './memory-at.ts';
import { noDeviceAtBoot, noDeviceAtRunTime } from './platform-device.ts';
import { driverOf, loadedName, type Outcome, probe, uiomemNodes } from './predict.ts';

export interface RehearsedOverlay {
  /** As the user calls it: a file's name. */
  readonly name: string;
  readonly tree: DeviceTree;
  readonly source?: SourceTree | undefined;
}

export interface RehearsalInput {
  /** As the board was booted (/sys/firmware/fdt), or a tree from a file. */
  readonly base: DeviceTree;
  /** In the order in which they are applied. */
  readonly overlays: readonly RehearsedOverlay[];
  readonly board?: BoardFacts | undefined;
  /** Labels of the base's text that `/__symbols__` does not have. */
  readonly labels?: ReadonlyMap<string, NodePath> | undefined;
  /** Judges the merged tree. */
  readonly lint?:
    | ((merged: TreeIndex) => { readonly findings: readonly TreeFinding[]; readonly notRun: readonly string[] })
    | undefined;
}

export interface NodePrediction {
  readonly path: NodePath;
  /** The overlay that adds the node or sets something of it. */
  readonly from: string | undefined;
  /** Applied while the system runs. */
  readonly now: Outcome;
  /** After a boot with the merged tree, the module loaded with the parameters it has now. */
  readonly atBoot: Outcome;
}

export interface Rehearsal {
  /** Undefined when an overlay is refused; those before it are in no result. */
  readonly tree: DeviceTree | undefined;
  /** One for each overlay up to the one that is refused. */
  readonly applied: readonly { readonly name: string; readonly result: AppliedOverlay }[];
  /** What a lint says of the merged tree. */
  readonly findings: readonly TreeFinding[];
  readonly predictions: readonly NodePrediction[];
  /** What was taken for granted or could not be judged, as sentences. */
  readonly notRun: readonly string[];
}

export function rehearse({ base, overlays, board, labels, lint }: RehearsalInput): Rehearsal {
  const applied: { name: string; result: AppliedOverlay }[] = [];
  const booted = indexTree(base);
  let index = booted;
  for (const { name, tree, source } of overlays) {
    const result = applyOverlay(index.tree, tree, { source, labels, index });
    applied.push({ name, result });
    if (result.tree === undefined)
      return {
        tree: undefined,
        applied,
        findings: [],
        predictions: [],
        notRun: ['Nothing was judged: an overlay is refused.'],
      };
    index = indexTree(result.tree);
  }
  const judged = lint?.(index);
  const { predictions, assumed } = predictionsOf(booted, index, applied, board);
  return {
    tree: index.tree,
    applied,
    findings: judged?.findings ?? [],
    predictions,
    notRun: [...(judged?.notRun ?? []), ...assumed],
  };
}

/** False when the kernel refuses an overlay, the tree has errors, or the driver refuses a node that an overlay says. */
export function isGood({ tree, findings, predictions }: Rehearsal, when: 'now' | 'atBoot'): boolean {
  return (
    tree !== undefined &&
    !hasErrors(findings) &&
    predictions.every((each) => each.from === undefined || !['refused', 'no-device'].includes(each[when].kind))
  );
}

function predictionsOf(
  booted: TreeIndex,
  merged: TreeIndex,
  applied: Rehearsal['applied'],
  board: BoardFacts | undefined,
): { readonly predictions: NodePrediction[]; readonly assumed: string[] } {
  const nodes = uiomemNodes(merged);
  if (nodes.length === 0) return { predictions: [], assumed: [] };
  const isNew = (path: NodePath) => !booted.byPath.has(path);
  const wasEnabled = (path: NodePath) => {
    const before = booted.byPath.get(path);
    return before !== undefined && isEnabled(before.node);
  };

  // Without the module the nodes are all asked once it is loaded, those of the overlays last.
  const isLoaded = board?.uiomem !== undefined;
  const atRunTime = memoryNow(board, booted);
  const running = driverOf(board, false);
  const now = new Map<NodePath, Outcome>();
  const asked = [...nodes.filter(({ path }) => wasEnabled(path)), ...nodes.filter(({ path }) => !wasEnabled(path))];
  for (const node of asked) {
    const { path } = node;
    const was = wasEnabled(path);
    const why = was ? noDeviceAtBoot(node) : noDeviceAtRunTime(node, isNew);
    if (why !== undefined) now.set(path, { kind: 'no-device', why });
    else if (was && isLoaded) now.set(path, { kind: 'as-before', device: loadedName(board, path) });
    else now.set(path, probe(node, merged, atRunTime, running));
  }

  const afterBoot = memoryAtBoot(board, booted, merged);
  const fresh = driverOf(board, true);
  const predictions = nodes.map((node): NodePrediction => {
    const why = noDeviceAtBoot(node);
    const { path } = node;
    return {
      path,
      from: applied.findLast(({ result }) => result.nodes.has(path) || result.properties.has(path))?.name,
      now: now.get(path) ?? { kind: 'unknown', why: 'It was not asked.' },
      atBoot: why === undefined ? probe(node, merged, afterBoot, fresh) : { kind: 'no-device', why },
    };
  });
  return { predictions, assumed: [...new Set([...atRunTime.assumed, ...afterBoot.assumed])] };
}
