/** A node of a tree, by what a command line calls it: its path, an alias, or `&label`. */
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { IndexedNode, TreeIndex } from '../../devicetree/tree-index.ts';
import { nearest } from '../../plan/nearest.ts';

/** `shown`: whose tree it is. Throws `device-tree.no-node`. */
export function namedNode(index: TreeIndex, name: string, shown: string): IndexedNode {
  const path = name.startsWith('&') ? index.symbols.get(name.slice(1)) : (index.aliases.get(name) ?? name);
  const node = path === undefined ? undefined : index.byPath.get(path.replace(/(.)\/$/, '$1'));
  if (node !== undefined) return node;
  const known = name.startsWith('&')
    ? [...index.symbols.keys()].map((label) => `&${label}`)
    : [...index.byPath.keys(), ...index.aliases.keys()];
  const like = nearest(name, known);
  throw problem('device-tree.no-node', `${shown} has no node ${name}.`, {
    hint: like === undefined ? 'dt show without --node prints the whole tree.' : `Is ${like} meant?`,
    data: { node: name },
  });
}
