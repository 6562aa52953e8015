import type { TreeFinding } from '../finding.ts';
import { foundAt, nodeName, type TreeRule } from './rule.ts';

/** Levels that the kernel unflattens, the root's with it (drivers/of/fdt.c: FDT_MAX_DEPTH is 64, and one is kept free). */
const levels = 63;

/** `device-tree.too-deep`: at the first node of each branch that is lost. */
export const depth: TreeRule = {
  about: 'depth',
  check(input) {
    return input.tree.nodes.flatMap((node): TreeFinding[] => {
      // Children of the first come behind it.
      if (node.depth !== levels) return [];
      return [
        foundAt(input, node, {
          id: 'device-tree.too-deep',
          severity: 'error',
          message: `${nodeName(node)} is level ${levels + 1} of the tree.`,
          why: `The kernel reads ${levels} levels and warns at the next (drivers/of/fdt.c, unflatten_dt_nodes): this node and what is below it are not there.`,
        }),
      ];
    });
  },
};
