/** Nodes on which uiomem depends: a fault there keeps a device from coming to be, and elsewhere somebody lives with it. */
import type { JudgedNode } from './judged-tree.ts';
import type { TreeRuleInput } from './rule.ts';

/** uiomem nodes, reservations that they use, and every node above these. By path, since those of a base are read anew. */
export function oursOf({ uiomem }: Pick<TreeRuleInput, 'uiomem'>): ReadonlySet<string> {
  const ours = new Set<string>();
  for (const { node, reservation } of uiomem) {
    for (const from of [node, reservation]) {
      if (from === undefined || from === 'unknown') continue;
      for (let each: JudgedNode | undefined = from; each !== undefined && !ours.has(each.path); each = each.parent)
        ours.add(each.path);
    }
  }
  return ours;
}

/** Reservations count whoever uses them: the kernel reads all of them before anything else. */
export function isOurs(ours: ReadonlySet<string>, { path, becomes, parent }: JudgedNode): boolean {
  return ours.has(path) || becomes === '/reserved-memory' || parent?.becomes === '/reserved-memory';
}
