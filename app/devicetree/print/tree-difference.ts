/** What differs between two trees, by path and property. Order is no difference: it means nothing to who reads a tree. */
import { childPath, type DeviceTree, type MemoryReservation, type NodePath, type TreeNode } from '../tree.ts';

export type TreeChange =
  | { readonly kind: 'boot-cpu'; readonly before: number; readonly after: number }
  | {
      readonly kind: 'reservations';
      readonly before: readonly MemoryReservation[];
      readonly after: readonly MemoryReservation[];
    }
  /** With all that is in it. */
  | { readonly kind: 'node-added' | 'node-removed'; readonly path: NodePath; readonly node: TreeNode }
  | {
      readonly kind: 'property';
      readonly path: NodePath;
      readonly property: string;
      /** Undefined where it was added. */
      readonly before: Uint8Array | undefined;
      /** Undefined where it was removed. */
      readonly after: Uint8Array | undefined;
    };

/** From the root down; of a node its properties first, then nodes that came or went, then what is in the others. */
export function treeDifference(before: DeviceTree, after: DeviceTree): readonly TreeChange[] {
  const changes: TreeChange[] = [];
  if (before.bootCpu !== after.bootCpu)
    changes.push({ kind: 'boot-cpu', before: before.bootCpu, after: after.bootCpu });
  if (!sameReservations(before.reservations, after.reservations))
    changes.push({ kind: 'reservations', before: before.reservations, after: after.reservations });
  const waiting = [{ path: '/', before: before.root, after: after.root }];
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    if (each.before === each.after) continue;
    compareProperties(each.path, each.before.properties, each.after.properties, changes);
    const common = compareChildren(each.path, each.before.children, each.after.children, changes);
    for (let pair = common.pop(); pair !== undefined; pair = common.pop()) waiting.push(pair);
  }
  return changes;
}

function compareProperties(
  path: NodePath,
  before: ReadonlyMap<string, Uint8Array>,
  after: ReadonlyMap<string, Uint8Array>,
  changes: TreeChange[],
): void {
  for (const [property, value] of before) {
    const now = after.get(property);
    if (now === undefined || !sameBytes(value, now))
      changes.push({ kind: 'property', path, property, before: value, after: now });
  }
  for (const [property, value] of after)
    if (!before.has(property)) changes.push({ kind: 'property', path, property, before: undefined, after: value });
}

/** Gives those that are in both. */
function compareChildren(
  parent: NodePath,
  before: readonly TreeNode[],
  after: readonly TreeNode[],
  changes: TreeChange[],
): { path: NodePath; before: TreeNode; after: TreeNode }[] {
  const common: { path: NodePath; before: TreeNode; after: TreeNode }[] = [];
  const now = new Map(after.map((node) => [node.name, node]));
  const removed: TreeNode[] = [];
  for (const node of before) {
    const same = now.get(node.name);
    if (same === undefined) removed.push(node);
    else if (same !== node) common.push({ path: childPath(parent, node.name), before: node, after: same });
    now.delete(node.name);
  }
  for (const node of removed) changes.push({ kind: 'node-removed', path: childPath(parent, node.name), node });
  for (const node of now.values()) changes.push({ kind: 'node-added', path: childPath(parent, node.name), node });
  return common;
}

function sameReservations(before: readonly MemoryReservation[], after: readonly MemoryReservation[]): boolean {
  return (
    before.length === after.length &&
    before.every(({ address, size }, index) => address === after[index]?.address && size === after[index]?.size)
  );
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}
