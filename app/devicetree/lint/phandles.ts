import type { TreeFinding } from '../finding.ts';
import { cellAt } from './cells.ts';
import type { JudgedNode } from './judged-tree.ts';
import { foundAt, nodeName, type TreeRule } from './rule.ts';

/** `device-tree.duplicate-phandle`, `device-tree.bad-phandle` (Devicetree Specification 0.4, 2.3.3). */
export const phandles: TreeRule = {
  about: 'phandles',
  check(input) {
    // What a text says of phandles its reader has judged.
    if (input.source !== undefined) return [];
    const seen = new Map<number, JudgedNode>();
    const found: TreeFinding[] = [];
    for (const node of input.tree.nodes) {
      const { properties, name } = node.node;
      // Of a target it is the base's.
      if (name === '__overlay__' && input.tree.fragments !== undefined) continue;
      const property = properties.has('phandle') ? 'phandle' : 'linux,phandle';
      const handle = cellAt(properties.get(property), 0);
      if (handle === undefined) continue;
      if (handle === 0 || handle === 0xffff_ffff) {
        found.push(
          foundAt(input, node, {
            id: 'device-tree.bad-phandle',
            severity: 'warning',
            property,
            message: `The phandle of ${nodeName(node)} is 0x${handle.toString(16)}, which is none.`,
            why: 'Both numbers say that nothing is referred to: no reference finds the node.',
            hint: 'Give the node a label and refer to that; the compiler then numbers it.',
          }),
        );
        continue;
      }
      const first = seen.get(handle);
      if (first === undefined) seen.set(handle, node);
      else {
        const other = input.places.placeOf(first.path, 'phandle');
        found.push(
          foundAt(input, node, {
            id: 'device-tree.duplicate-phandle',
            severity: 'error',
            property,
            message: `${nodeName(node)} and ${nodeName(first)} have the same phandle, ${handle}.`,
            why: 'A reference finds one of the two, and which one is chance (drivers/of/base.c, of_find_node_by_phandle).',
            hint: 'Use labels, and leave the numbers to the compiler.',
            ...(other !== undefined && { related: [{ message: nodeName(first), place: other }] }),
          }),
        );
      }
    }
    return found;
  },
};
