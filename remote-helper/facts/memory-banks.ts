/** What memory there is, by the nodes of the device tree that are memory (Devicetree Specification 0.4, 3.4). */
import type { MemoryBank } from '../contract/facts.ts';
import { regEntries, stringsOf, type TreeNode } from './device-tree.ts';

/** In the order of their addresses; banks of no size, as a boot loader leaves unused ones, are left out. */
export function memoryBanksOf(root: TreeNode): MemoryBank[] {
  return root.children
    .filter(({ properties }) => {
      const status = stringsOf(properties.get('status'))[0] ?? 'okay';
      return stringsOf(properties.get('device_type'))[0] === 'memory' && /^ok(ay)?$/.test(status);
    })
    .flatMap((node) => [...regEntries(node, root)].map((bank) => ({ path: node.path, ...bank })))
    .filter(({ size }) => size > 0n)
    .sort((a, b) => (a.address < b.address ? -1 : 1));
}
