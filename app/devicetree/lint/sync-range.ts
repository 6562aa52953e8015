import { hex } from '../../../remote-helper/contract/quantity.ts';
import type { TreeFinding } from '../finding.ts';
import { cellsText, numberOfCells } from './cells.ts';
import { firstReg } from './cpu-range.ts';
import { foundAt, nodeName, type TreeRule, type TreeRuleInput } from './rule.ts';
import type { UiomemNode } from './uiomem-nodes.ts';

/** `device-tree.sync-range` (kernel/properties.c, uiomem_read_sync). */
export const syncRange: TreeRule = {
  about: 'sync ranges',
  check(input) {
    return input.uiomem.flatMap((uiomem) => judge(input, uiomem));
  },
};

function judge(input: TreeRuleInput, { node, range, reservation }: UiomemNode): TreeFinding[] {
  const { properties } = node.node;
  const given = reservation === undefined || reservation === 'unknown' ? node : reservation;
  // Of an address that nobody sees the size is there all the same.
  const size = range?.size ?? (properties.has('reg') || reservation !== undefined ? firstReg(given)?.size : undefined);
  const offset = number(properties.get('sync-offset'));
  const length = number(properties.get('sync-size'));
  if (size === undefined || size === 0n || (offset === undefined && length === undefined)) return [];
  const from = offset ?? 0n;
  const said = length ?? 0n;
  if ((offset === undefined || from < size) && from + said <= size) return [];
  const room = size - from;
  // An offset counts from the start of the range: an address of it is what somebody took for one.
  const start = range?.address ?? firstReg(node)?.address;
  const isAddress =
    start !== undefined && start > 0n && from >= start && from + said <= start + size && from < start + size;
  const cells = (properties.get(room > 0n ? 'sync-size' : 'sync-offset')?.length ?? 4) / 4;
  const text = (value: bigint) => `<${cellsText(value, cells)}>`;
  const fix =
    room > 0n
      ? {
          title: `Sync the ${hex(room)} bytes from the offset to the end`,
          edits: input.places.setValue(node.path, 'sync-size', text(room)),
        }
      : isAddress
        ? {
            title: `Count from the start of the range: ${hex(from - start)}`,
            edits: input.places.setValue(node.path, 'sync-offset', text(from - start)),
          }
        : undefined;
  return [
    foundAt(input, node, {
      id: 'device-tree.sync-range',
      severity: 'error',
      property: room > 0n ? 'sync-size' : 'sync-offset',
      message: `The sync range of ${nodeName(node)}, ${length === undefined ? 'what follows' : `${hex(said)} bytes from`} ${hex(from)}, does not lie in its ${hex(size)} bytes.`,
      why: 'The driver refuses the node with EINVAL; the reference driver says nothing and makes no device.',
      hint: 'sync-offset counts from the start of the range, and sync-size is at most what follows it.',
      fix,
    }),
  ];
}

function number(bytes: Uint8Array | undefined): bigint | undefined {
  return bytes?.length === 4 || bytes?.length === 8 ? numberOfCells(bytes, 0, bytes.length / 4) : undefined;
}
