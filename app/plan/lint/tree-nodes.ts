import { hex } from '../../../remote-helper/contract/quantity.ts';
import type { Edit, Finding } from '../finding.ts';
import type { Region } from '../schema.ts';
import { type NodeRegion, nodeRegions } from '../tree-nodes.ts';
import { eachRegion, type Rule } from './rule.ts';

/** `region.node-missing`, `region.node-differs`: what the plan expects of the board's device tree. */
export const treeNodes: Rule = {
  about: 'whether the board’s device tree makes the regions that the plan expects of it',
  needs: 'the board’s device tree is not known',
  check({ plan, facts }) {
    if (facts === undefined) return [];
    const nodes = nodeRegions(facts.board);
    return eachRegion(plan).flatMap(({ region, at }): Finding[] => {
      if (region.load !== 'device-tree') return [];
      const node = nodes.find(({ device }) => device === region.device);
      const hasTree = facts.board.compatible.length > 0;
      return node === undefined ? [missing(region, at, nodes, hasTree)] : differences(region, at, node);
    });
  },
};

function missing(
  region: Region,
  at: readonly ['regions', number],
  nodes: readonly NodeRegion[],
  hasTree: boolean,
): Finding {
  const there = nodes.find(({ address, size }) => address === region.address && size === region.size);
  return {
    id: 'region.node-missing',
    severity: 'error',
    path: [...at, 'device'],
    message: `The board’s device tree has no enabled uiomem node that becomes ${region.device}.`,
    why: 'A region of the device tree exists when the tree has its node; loading the module alone does not make it.',
    ...(there === undefined
      ? {
          hint: !hasTree
            ? 'It has no device tree: let insmod make the region (load: insmod).'
            : `${nodes.length === 0 ? 'It has none at all' : `It has ${nodes.map(({ device }) => device).join(', ')}`}. Add the node and boot with it, or let insmod make the region.`,
        }
      : {
          hint: `${there.path} has that range and becomes ${there.device}.`,
          fix: {
            title: `Call it ${there.device}`,
            // What else the node decides comes with its name.
            edits: [
              { op: 'set', path: [...at, 'device'], value: there.device },
              ...differences({ ...region, device: there.device }, at, there).flatMap(({ fix }) => fix?.edits ?? []),
            ],
          },
        }),
  };
}

function differences(region: Region, at: readonly ['regions', number], node: NodeRegion): Finding[] {
  const pairs: [key: string, wanted: string | boolean, found: string | boolean | undefined][] = [
    ['address', hex(region.address), node.address === undefined ? undefined : hex(node.address)],
    ['size', hex(region.size), node.size === undefined ? undefined : hex(node.size)],
    ['cache', region.cache, node.cache],
    ['shareable', region.shareable, node.shareable],
  ];
  return pairs.flatMap(([key, wanted, found]): Finding[] => {
    if (found === undefined || wanted === found) return [];
    const edits: Edit[] = [{ op: 'set', path: [...at, key], value: found }];
    return [
      {
        id: 'region.node-differs',
        severity: 'error',
        path: [...at, key],
        message: `${key} of ${region.device} is ${wanted} in the plan and ${found} in ${node.path}.`,
        why: 'The device tree decides; the plan’s value would not come to be.',
        fix: { title: `Write ${found}, as the device tree says`, edits },
      },
    ];
  });
}
