import type { TreeFinding } from '../finding.ts';
import { isEnabled } from '../tree-index.ts';
import type { JudgedNode } from './judged-tree.ts';
import { byBase, foundAt, nodeName, type TreeRule, type TreeRuleInput } from './rule.ts';
import type { UiomemNode } from './uiomem-nodes.ts';

/** `device-tree.memory-region-nowhere`, `device-tree.memory-region-mapped`, `device-tree.memory-region-pool` (kernel/properties.c, uiomem_read_range). */
export const memoryRegion: TreeRule = {
  about: 'what memory-region leads to',
  lacks: byBase,
  check(input) {
    return input.uiomem.flatMap((uiomem) => {
      const { properties } = uiomem.node.node;
      return properties.has('memory-region') && !properties.has('reg') ? judge(input, uiomem) : [];
    });
  },
};

function judge(input: TreeRuleInput, { node, reservation }: UiomemNode): TreeFinding[] {
  if (reservation === 'unknown') return [];
  const nowhere = (message: string, why: string, hint: string): TreeFinding[] => [
    foundAt(input, node, {
      id: 'device-tree.memory-region-nowhere',
      severity: 'error',
      property: 'memory-region',
      message,
      why,
      hint,
    }),
  ];
  const refused = 'The driver asks the kernel for the reservation, finds none, and refuses the node with EINVAL.';
  if (reservation === undefined) {
    return nowhere(
      `memory-region of ${nodeName(node)} leads to no node.`,
      refused,
      'Name a child of /reserved-memory by its label: memory-region = <&label>;',
    );
  }
  if (reservation.parent?.becomes !== '/reserved-memory') {
    // Of an overlay whose target is not known it cannot be said.
    if (reservation.becomes === undefined) return [];
    return nowhere(
      `memory-region of ${nodeName(node)} leads to ${nodeName(reservation)}, which is no child of /reserved-memory.`,
      'The kernel keeps nothing back for that node: the driver takes its reg, if it has one, as it is, and refuses it where Linux uses that memory.',
      'Move the reservation to /reserved-memory.',
    );
  }
  if (!isEnabled(reservation.node)) {
    return nowhere(
      `${nodeName(reservation)}, which is memory-region of ${nodeName(node)}, is not enabled.`,
      `The kernel leaves out reservations that are switched off. ${refused}`,
      'Take its status away.',
    );
  }
  if (reservation.node.properties.has('no-map')) return [];
  return [mapped(input, node, reservation)];
}

function mapped(input: TreeRuleInput, node: JudgedNode, reservation: JudgedNode): TreeFinding {
  const isReusable = reservation.node.properties.has('reusable');
  const other = input.places.placeOf(node.path, 'memory-region');
  return foundAt(input, reservation, {
    id: 'device-tree.memory-region-mapped',
    severity: 'error',
    message: `${nodeName(reservation)}, which is memory-region of ${nodeName(node)}, is not no-map.`,
    why: 'Linux keeps a mapping of its own of that memory, with the cache on, and it stays System RAM: the driver refuses it with EINVAL.',
    ...(isReusable
      ? { hint: 'It is reusable: Linux itself uses it. Make a reservation of its own, with no-map.' }
      : { fix: { title: 'Add no-map', edits: input.places.add(reservation.path, ['no-map;']) } }),
    ...(other !== undefined && { related: [{ message: 'named here', place: other }] }),
  });
}
