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
      if (node !== undefined) return differences(region, at, node);
      const isPlanned = (name: string) => plan.regions.some(({ device }) => device === name);
      return [missing(region, at, { nodes, hasTree, isPlanned })];
    });
  },
};

interface Surroundings {
  readonly nodes: readonly NodeRegion[];
  readonly hasTree: boolean;
  readonly isPlanned: (name: string) => boolean;
}

function missing(region: Region, at: readonly ['regions', number], around: Surroundings): Finding {
  const { nodes, hasTree, isPlanned } = around;
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
      : named(region, at, there, isPlanned(there.device))),
  };
}

/** With the name of the node that has its range, if no other region of the plan goes by it. */
function named(
  region: Region,
  at: readonly ['regions', number],
  node: NodeRegion,
  isTaken: boolean,
): Pick<Finding, 'hint' | 'fix'> {
  const hint = `${node.path} has that range and becomes ${node.device}`;
  if (isTaken) return { hint: `${hint}; give the plan’s other ${node.device} another name first.` };
  // What else the node decides comes with its name.
  const decided = differences({ ...region, device: node.device }, at, node).flatMap(({ fix }) => fix?.edits ?? []);
  return {
    hint: `${hint}.`,
    fix: {
      title: `Call it ${node.device}`,
      edits: [{ op: 'set', path: [...at, 'device'], value: node.device }, ...decided],
    },
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
