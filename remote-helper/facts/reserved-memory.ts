/** Children of /reserved-memory (kernel: Documentation/devicetree/bindings/reserved-memory). */
import type { ReservedMemory } from '../contract/facts.ts';
import { firstReg, stringsOf, type TreeNode } from './device-tree.ts';

export function reservedMemoryOf(root: TreeNode | undefined): ReservedMemory[] {
  const folder = root?.children.find((node) => node.name === 'reserved-memory');
  if (folder === undefined) return [];
  return folder.children.map((node) => {
    const status = stringsOf(node.properties.get('status'))[0];
    return {
      path: node.path,
      name: node.name,
      ...firstReg(node, folder),
      noMap: node.properties.has('no-map'),
      reusable: node.properties.has('reusable'),
      compatible: stringsOf(node.properties.get('compatible')),
      ...(status === undefined ? {} : { status }),
    };
  });
}
