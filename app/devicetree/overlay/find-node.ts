/** Paths as the kernel looks them up in the live tree (drivers/of/base.c, of_find_node_opts_by_path). */
import { textOf } from '../property.ts';
import { childPath, type TreeNode } from '../tree.ts';
import type { IndexedNode, TreeIndex } from '../tree-index.ts';

/**
 * Names must be whole, with their unit address; what follows a `:` are options; a path without a slash in front starts
 * with the name of an alias. `serial@9000000` is not found as `serial`.
 */
export function findNode(index: TreeIndex, path: string): IndexedNode | undefined {
  const seen = new Set<string>();
  let rest = path;
  // An alias may be given by an alias; the kernel would follow a circle of them until its stack ends.
  while (!rest.startsWith('/')) {
    const end = rest.search(/[/:]/);
    const alias = end < 0 ? rest : rest.slice(0, end);
    const value = textOf(index.byPath.get('/aliases')?.node.properties.get(alias));
    if (value === undefined || seen.has(alias)) return undefined;
    seen.add(alias);
    rest = value + (end < 0 ? '' : rest.slice(end));
  }
  const options = rest.indexOf(':');
  return index.byPath.get(options < 0 ? rest : rest.slice(0, options));
}

/** As libfdt looks them up: a name without a unit address is the first node's of that name (fdt_subnode_offset_namelen). */
export function findNodeLoosely(index: TreeIndex, path: string): IndexedNode | undefined {
  const exact = findNode(index, path.replace(/(.)\/+$/, '$1'));
  if (exact !== undefined || !path.startsWith('/')) return exact;
  let at = index.byPath.get('/');
  for (const name of path.split('/').filter((each) => each !== '')) {
    const children: readonly TreeNode[] = at?.node.children ?? [];
    const found =
      children.find((each) => each.name === name) ??
      (name.includes('@') ? undefined : children.find((each) => each.name.startsWith(`${name}@`)));
    at = found && at && index.byPath.get(childPath(at.path, found.name));
  }
  return at;
}
