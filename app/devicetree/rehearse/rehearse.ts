/** Overlays tried on a tree without a board: the merged tree, what is wrong with it, and what the driver will say. */
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import { hasErrors, type TreeFinding } from '../finding.ts';
import { lintTree } from '../lint/lint-tree.ts';
import type { AppliedOverlay } from '../overlay/applied-overlay.ts';
import { applyOverlay } from '../overlay/apply-overlay.ts';
import { mergeBeforeBoot } from '../overlay/merge-before-boot.ts';
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
  /** The overlays come to a running kernel, or (false) are merged before it is booted, as libfdt merges. Undefined: as the kernel does. */
  readonly runTime?: boolean | undefined;
}

/** What became of an overlay, and what is wrong with it, with places in its text. */
export interface TriedOverlay {
  readonly name: string;
  readonly result: AppliedOverlay;
  readonly lint: readonly TreeFinding[];
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
  readonly applied: readonly TriedOverlay[];
  /** What is wrong with the merged tree and was not wrong with the base. */
  readonly findings: readonly TreeFinding[];
  readonly predictions: readonly NodePrediction[];
  /** What was taken for granted or could not be judged, as sentences. */
  readonly notRun: readonly string[];
}

/** Of the lint: applying says them as the kernel does. */
const toldByApplying = new Set(['device-tree.base-label', 'device-tree.base-symbols', 'device-tree.base-path']);

export function rehearse({ base, overlays, board, labels, runTime }: RehearsalInput): Rehearsal {
  const merge = runTime === false ? mergeBeforeBoot : applyOverlay;
  const applied: TriedOverlay[] = [];
  const notRun = new Set<string>();
  const booted = indexTree(base);
  let index = booted;
  for (const { name, tree, source } of overlays) {
    const judged = lintTree({ tree, source, base: index, board, runTime });
    for (const each of judged.notRun) notRun.add(each);
    const result = merge(index.tree, tree, { source, labels, index });
    applied.push({ name, result, lint: judged.findings.filter(({ id }) => !toldByApplying.has(id)) });
    if (result.tree === undefined)
      return {
        tree: undefined,
        applied,
        findings: [],
        predictions: [],
        notRun: [...notRun, `The merged tree was not judged: ${name} is refused.`],
      };
    index = indexTree(result.tree);
  }
  const before = new Set(lintTree({ tree: base, index: booted, board }).findings.map(keyOf));
  const judged = lintTree({ tree: index.tree, index, board });
  const { predictions, assumed } = predictionsOf(booted, index, applied, board);
  for (const each of [...judged.notRun, ...assumed]) notRun.add(each);
  return {
    tree: index.tree,
    applied,
    findings: judged.findings.filter((each) => !before.has(keyOf(each))),
    predictions,
    notRun: [...notRun],
  };
}

function keyOf({ id, path, property, message }: TreeFinding): string {
  return [id, path, property, message].join('\n');
}

/** False when the kernel refuses an overlay, the tree has errors, or the driver refuses a node that an overlay says. */
export function isGood({ tree, applied, findings, predictions }: Rehearsal, when: 'now' | 'atBoot'): boolean {
  return (
    tree !== undefined &&
    !hasErrors([...findings, ...applied.flatMap(({ lint }) => lint)]) &&
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
    const why = noDeviceAtRunTime(node, wasEnabled);
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
