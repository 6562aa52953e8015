/** drivers/of/overlay.c: init_overlay_changeset(), of_overlay_apply(); Linux 6.1. */
import { line } from './format.ts';
import type { Message } from './message.ts';

export const overlayFailed: Message = {
  id: 'overlay.failed',
  weight: 'cause',
  lines: [
    line('OF: overlay: init_overlay_changeset() failed, ret = %d', 'errno'),
    line('OF: overlay: no fragments or symbols in overlay'),
    line('OF: overlay: ERROR: multiple fragments add and/or delete node %pOF', 'node'),
    line('OF: overlay: ERROR: multiple fragments add, update, and/or delete property %pOF/%s', 'node', 'property'),
    line('OF: overlay: overlay changeset %s notifier error %d, target: %pOF', 'moment', 'errno', 'node'),
    line('OF: overlay: overlay changeset entry notify error %d', 'errno'),
    line('OF: overlay: overlay apply changeset entry notify error %d', 'errno'),
    line('OF: changeset: apply failed: %s %pOF:%s', 'change', 'node', 'property'),
  ],
  explain: ({ errno, node, property }) => ({
    meaning: `The overlay was not applied${errno === undefined ? '' : ` (${errno})`}${
      node === undefined
        ? ''
        : `: two of its fragments change ${node}${property === undefined ? '' : `/${property}`}, or somebody refused that`
    }.`,
    hint: 'Lines before it tell the fragment; fdtoverlay on the workstation tells most mistakes without a board.',
  }),
};
