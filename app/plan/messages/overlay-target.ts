/** drivers/of/overlay.c: find_target(); Linux 6.1. */
import { line } from './format.ts';
import type { Message } from './message.ts';

export const overlayTarget: Message = {
  id: 'overlay.no-target',
  weight: 'cause',
  lines: [
    line("OF: overlay: find target, node: %pOF, path '%s' not found", 'fragment', 'target'),
    line('OF: overlay: find target, node: %pOF, phandle 0x%x not found', 'fragment', 'phandle'),
    line('OF: overlay: find target, node: %pOF, no target property', 'fragment'),
  ],
  explain: ({ fragment = '', target, phandle }) => ({
    meaning: `The overlay’s ${fragment} shall change ${
      target ?? (phandle === undefined ? 'a node that it does not name' : `the node with phandle 0x${phandle}`)
    }, and the board’s tree has no such node.`,
    hint: 'Take target-path = "/"; or the path as /proc/device-tree shows it. Labels (target = <&name>) work only when the board’s tree was compiled with dtc -@.',
  }),
};
