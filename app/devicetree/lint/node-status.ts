import { nearest } from '../../plan/nearest.ts';
import type { TreeFinding } from '../finding.ts';
import { textOf } from '../property.ts';
import { foundAt, nodeName, type TreeRule } from './rule.ts';

/** Devicetree Specification 0.4, 2.3.4; `ok` is the kernel's own (drivers/of/base.c). */
const known = ['okay', 'ok', 'disabled', 'reserved', 'fail'];

/** `device-tree.uiomem-disabled`, `device-tree.bad-status`. */
export const nodeStatus: TreeRule = {
  about: 'uiomem nodes that are switched off',
  check(input) {
    return input.uiomem.flatMap(({ node, enabled }): TreeFinding[] => {
      if (enabled) {
        let off = node.parent;
        while (off !== undefined && (isOn(off.node.properties.get('status')) || off.becomes === '/')) off = off.parent;
        return off === undefined
          ? []
          : [
              foundAt(input, node, {
                ...disabled,
                message: `${nodeName(node)} stands below ${nodeName(off)}, which is switched off.`,
              }),
            ];
      }
      const status = textOf(node.node.properties.get('status')) ?? '';
      if (known.includes(status) || status.startsWith('fail-')) {
        const message = `${nodeName(node)} is switched off: its status is ${status}.`;
        return [foundAt(input, node, { ...disabled, property: 'status', message })];
      }
      const meant = nearest(status, known) ?? (/^(enabled?|on|true|yes|active)$/i.test(status) ? 'okay' : undefined);
      return [
        foundAt(input, node, {
          id: 'device-tree.bad-status',
          severity: 'warning',
          property: 'status',
          message: `status of ${nodeName(node)} is ${JSON.stringify(status)}, which is none.`,
          why: 'What is neither okay nor ok is switched off (drivers/of/base.c, __of_device_is_available): the node becomes no device.',
          hint: 'There are okay, disabled, reserved, fail and fail-….',
          ...(meant !== undefined && {
            fix: {
              title: `Write ${meant === 'ok' ? 'okay' : meant}`,
              edits: input.places.setValue(node.path, 'status', `"${meant === 'ok' ? 'okay' : meant}"`),
            },
          }),
        }),
      ];
    });
  },
};

const disabled = {
  id: 'device-tree.uiomem-disabled',
  severity: 'info' as const,
  why: 'The kernel makes no device of it.',
  hint: 'status = "okay"; switches it on.',
};

function isOn(status: Uint8Array | undefined): boolean {
  return status === undefined || ['okay', 'ok'].includes(textOf(status) ?? '');
}
