import type { Finding } from '../finding.ts';
import { freeInsmodName, renamed } from '../free-name.ts';
import { slotOf } from '../schema.ts';
import { nodeRegions } from '../tree-nodes.ts';
import { eachRegion, type Rule } from './rule.ts';

/**
 * `region.device-name-taken`: a node of the board's tree, or a device of another origin, has the name (uiomem-interface:
 * EEXIST). Two regions of a plan are `region.duplicate-device`; a node that asks for the same minor is
 * `region.duplicate-minor`.
 */
export const deviceNames: Rule = {
  about: 'whether a device’s name is free',
  needs: 'the board’s device tree and its devices are not known',
  check({ plan, facts }) {
    if (facts === undefined) return [];
    const { board } = facts;
    const nodes = nodeRegions(board);
    return eachRegion(plan).flatMap(({ region, at }): Finding[] => {
      const same = nodes.filter(({ device }) => device === region.device);
      const taken = (by: string, why: string): Finding => {
        const free = region.load === 'insmod' ? freeInsmodName(plan, board) : undefined;
        return {
          id: 'region.device-name-taken',
          severity: 'error',
          path: [...at, 'device'],
          message: `${by} is called ${region.device} too.`,
          why,
          hint:
            region.load === 'insmod'
              ? free === undefined
                ? 'No name that insmod can make is free: give the node another device-name, and boot.'
                : `Free is ${free}.`
              : 'Give one of the nodes another device-name, and boot.',
          ...(free !== undefined && {
            fix: { title: `Call it ${free}`, edits: renamed(region, at, free) },
          }),
        };
      };
      if (region.load === 'insmod') {
        const node = same.find(({ minor }) => minor !== slotOf(region.device));
        if (node !== undefined) {
          return [
            taken(
              `The device that the device-tree node ${node.path} becomes`,
              'Nodes are probed first: the region of the insmod line is refused with EEXIST.',
            ),
          ];
        }
        const device = board.devices.find(
          ({ name, origin }) => name === region.device && origin.kind === 'device-tree' && same.length === 0,
        );
        return device === undefined
          ? []
          : [
              taken(
                'A device that is loaded and comes from a device tree',
                'The second of a name is refused with EEXIST.',
              ),
            ];
      }
      const [first, second] = same;
      return first === undefined || second === undefined
        ? []
        : [
            taken(
              `Of the board’s device tree ${first.path} and ${second.path} become one name: each`,
              'A device name exists once; the probe of the second node fails with EEXIST.',
            ),
          ];
    });
  },
};
