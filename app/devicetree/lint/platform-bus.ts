import type { TreeFinding } from '../finding.ts';
import { textsOf } from '../property.ts';
import { hasText } from './cells.ts';
import type { JudgedNode } from './judged-tree.ts';
import { foundAt, nodeName, type TreeRule } from './rule.ts';

/**
 * Into which the kernel itself looks for devices, from the root on (drivers/of/platform.c, of_default_bus_match_table), and
 * those whose drivers have the kernel do so (drivers/bus/simple-pm-bus.c, drivers/fpga/of-fpga-region.c).
 */
const looked = ['simple-bus', 'simple-mfd', 'isa', 'arm,amba-bus', 'simple-pm-bus', 'fpga-region'];

/** `device-tree.no-device` */
export const platformBus: TreeRule = {
  about: 'whether the kernel makes devices of uiomem nodes',
  check(input) {
    return input.uiomem.flatMap(({ node }): TreeFinding[] => {
      let deepest: JudgedNode | undefined;
      let bus = node.parent;
      for (; bus !== undefined && bus.becomes !== '/'; bus = bus.parent) {
        // Of this uiomem-in-reserved-memory speaks.
        if (bus.becomes === '/reserved-memory') return [];
        // The target's own properties are the base's, which may not be known.
        const isUnknown = bus.node.name === '__overlay__' && input.tree.base?.byPath.has(bus.becomes ?? '') !== true;
        if (!isUnknown && !looked.some((name) => hasText(bus?.node.properties.get('compatible'), name))) deepest = bus;
      }
      if (deepest === undefined) return [];
      const compatible = textsOf(deepest.node.properties.get('compatible'));
      return [
        foundAt(input, node, {
          id: 'device-tree.no-device',
          severity: compatible === undefined ? 'error' : 'warning',
          message: `${nodeName(node)} stands below ${nodeName(deepest)}, ${compatible === undefined ? 'which is no bus' : `which is a ${compatible.join(', ')}`}.`,
          why: `The kernel looks for devices below the root and below ${looked.slice(0, 3).join(', ')}${compatible === undefined ? ': it makes none of this node' : '; below another node its own driver would have to do it, which few do'} (drivers/of/platform.c, of_platform_default_populate).`,
          hint: 'Put the node below the root, or below a simple-bus.',
        }),
      ];
    });
  },
};
