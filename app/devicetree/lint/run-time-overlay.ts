/** What an overlay cannot bring into a kernel that runs. */
import type { TreeFinding } from '../finding.ts';
import { hasText } from './cells.ts';
import { foundAt, nodeName, type TreeRule } from './rule.ts';

/** `device-tree.run-time-reservation`, `device-tree.run-time-bus`. */
export const runTimeOverlay: TreeRule = {
  about: 'what an overlay brings that is read at boot alone',
  check(input) {
    const { tree, runTime, uiomem } = input;
    if (tree.fragments === undefined || runTime === false) return [];
    const reserved = tree.nodes.filter(
      ({ parent, becomes, node }) =>
        (parent?.becomes === '/reserved-memory' && node.name !== '__overlay__' && becomes !== undefined) ||
        (becomes === '/reserved-memory' && node.children.length === 0),
    );
    const found = reserved.map(
      (node): TreeFinding =>
        foundAt(input, node, {
          id: 'device-tree.run-time-reservation',
          severity: runTime === true ? 'error' : 'warning',
          message: `The overlay adds the reservation ${nodeName(node)}.`,
          why: 'The kernel reads reservations once, at boot, before it hands memory out: put onto a running kernel this one reserves nothing, and a device that names it gets nothing.',
          hint: 'It needs the next boot: have the boot loader apply the overlay, or merge it into the board’s tree.',
        }),
    );
    // A bus that is there is none of the overlay's: its node is `__overlay__`.
    const buses = new Set(
      uiomem.flatMap(({ node: { parent } }) =>
        parent === undefined ||
        parent.node.name === '__overlay__' ||
        parent.parent === undefined ||
        hasText(parent.node.properties.get('compatible'), 'simple-pm-bus')
          ? []
          : [parent],
      ),
    );
    for (const bus of buses) {
      const compatible = bus.node.properties.get('compatible');
      if (!hasText(compatible, 'simple-bus')) continue;
      found.push(
        foundAt(input, bus, {
          id: 'device-tree.run-time-bus',
          severity: runTime === true ? 'error' : 'warning',
          property: 'compatible',
          message: `The overlay brings the bus ${nodeName(bus)} with uiomem nodes below it.`,
          why: 'A kernel that runs makes a device of a new node whose parent it has looked into at boot (drivers/of/platform.c, of_platform_notify), and the bus is new too: nobody looks into it. At boot it works.',
          hint: 'The driver of simple-pm-bus looks into its children itself, whenever it comes.',
          fix: {
            title: 'Make it a simple-pm-bus too',
            edits: input.places.setValue(bus.path, 'compatible', '"simple-pm-bus", "simple-bus"'),
          },
        }),
      );
    }
    return found;
  },
};
