/** Which nodes of a tree are to be seen: those that are unfolded, or those that a filter finds with the way to them. */
import { type NodePath, parentPath } from '../tree.ts';
import type { LiveNode } from './live-nodes.ts';

export interface ShownNode {
  readonly node: LiveNode;
  readonly unfolded: boolean;
  /** The filter means it; otherwise it is on the way to one. Without a filter: true. */
  readonly meant: boolean;
  /** Among those of its parent, from 1. */
  readonly place: number;
  readonly siblings: number;
}

/** `filter`: words that must all be in a node's path, label, compatible or status; upper and lower case are one. */
export function shownNodes(
  nodes: readonly LiveNode[],
  { unfolded, filter }: { readonly unfolded: ReadonlySet<NodePath>; readonly filter: string },
): readonly ShownNode[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const kept = words.length === 0 ? undefined : found(nodes, words);
  const shown: { node: LiveNode; unfolded: boolean; meant: boolean; place: number; siblings: number }[] = [];
  const families = new Map<NodePath | undefined, { count: number; rows: { siblings: number }[] }>();
  /** Deeper nodes are below one that is folded. */
  let folded = Number.POSITIVE_INFINITY;
  for (const node of nodes) {
    if (node.depth > folded) continue;
    folded = Number.POSITIVE_INFINITY;
    if (kept !== undefined && !kept.has(node.path)) continue;
    // What a filter finds is shown whatever was folded before.
    const isUnfolded = node.parent && (kept === undefined ? unfolded.has(node.path) : kept.get(node.path) === 'way');
    if (!isUnfolded) folded = node.depth;
    const above = parentPath(node.path);
    const family = families.get(above) ?? { count: 0, rows: [] };
    families.set(above, family);
    family.count += 1;
    const row = {
      node,
      unfolded: isUnfolded,
      meant: kept === undefined || (kept.get(node.path) !== undefined && matches(node, words)),
      place: family.count,
      siblings: 0,
    };
    family.rows.push(row);
    shown.push(row);
  }
  for (const { count, rows } of families.values()) for (const row of rows) row.siblings = count;
  return shown;
}

/** `way`: something below it is meant. */
function found(nodes: readonly LiveNode[], words: readonly string[]): Map<NodePath, 'end' | 'way'> {
  const kept = new Map<NodePath, 'end' | 'way'>();
  for (const node of nodes) {
    if (!matches(node, words)) continue;
    if (!kept.has(node.path)) kept.set(node.path, 'end');
    for (let above = parentPath(node.path); above !== undefined && kept.get(above) !== 'way'; above = parentPath(above))
      kept.set(above, 'way');
  }
  return kept;
}

function matches({ path, label, compatible, status }: LiveNode, words: readonly string[]): boolean {
  // Of its path only the last part: else all below would be meant, too, unless a word has a slash.
  const own =
    `${path.slice(path.lastIndexOf('/') + 1)}\n${label === undefined ? '' : `&${label}`}\n${(compatible ?? []).join('\n')}\n${status ?? ''}`.toLowerCase();
  const whole = path.toLowerCase();
  return words.every((word) => (word.includes('/') ? whole.includes(word) : own.includes(word)));
}
