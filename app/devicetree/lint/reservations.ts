/** Single reservations (Devicetree Specification 0.4, 3.5; the schema reserved-memory.yaml of dt-schema). */
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { overlaps, spanText } from '../../plan/span.ts';
import type { TreeFinding } from '../finding.ts';
import { numberOfCells } from './cells.ts';
import { firstReg } from './cpu-range.ts';
import type { JudgedNode } from './judged-tree.ts';
import { reservationsOf } from './reserved-memory.ts';
import { foundAt, nodeName, type TreeRule, type TreeRuleInput } from './rule.ts';

/** `device-tree.reusable-no-map`, `device-tree.reservation-value`, `device-tree.reservation-empty`, `device-tree.reservations-overlap`. */
export const reservations: TreeRule = {
  about: 'reservations',
  check(input) {
    const all = reservationsOf(input);
    return [...all.flatMap((node) => judge(input, node)), ...overlapping(input, all)];
  },
};

function judge(input: TreeRuleInput, node: JudgedNode): TreeFinding[] {
  const { properties } = node.node;
  const found: TreeFinding[] = [];
  if (properties.has('reusable') && properties.has('no-map')) {
    const isUsed = input.uiomem.some(({ reservation }) => reservation !== 'unknown' && reservation?.path === node.path);
    found.push(
      foundAt(input, node, {
        id: 'device-tree.reusable-no-map',
        severity: 'error',
        property: 'reusable',
        message: `${nodeName(node)} is reusable and no-map.`,
        why: 'Linux would use the memory while nobody needs it, and is not to map it: it cannot do both (Devicetree Specification 0.4, 3.5.4), and refuses or drops one of them.',
        hint: 'For a program’s own memory no-map is the right one.',
        ...(isUsed && { fix: { title: 'Leave no-map alone', edits: input.places.remove(node.path, 'reusable') } }),
      }),
    );
  }
  if (!properties.has('reg') && !properties.has('size')) {
    found.push(
      foundAt(input, node, {
        id: 'device-tree.reservation-empty',
        severity: 'warning',
        message: `${nodeName(node)} has neither reg nor size.`,
        why: 'The kernel reserves nothing for it.',
        hint: 'reg says where; size lets the kernel choose, within alloc-ranges.',
      }),
    );
  }
  return [...found, ...values(input, node)];
}

function values(input: TreeRuleInput, node: JudgedNode): TreeFinding[] {
  const { cells } = node;
  // Where reg says the place nobody looks at them.
  if (cells === undefined || node.node.properties.has('reg')) return [];
  const wrong = (property: string, message: string, why: string) =>
    foundAt(input, node, { id: 'device-tree.reservation-value', severity: 'error', property, message, why });
  return (['size', 'alignment', 'alloc-ranges'] as const).flatMap((property): TreeFinding[] => {
    const bytes = node.node.properties.get(property);
    if (bytes === undefined) return [];
    const count = property === 'alloc-ranges' ? cells.address + cells.size : cells.size;
    const isWhole =
      property === 'alloc-ranges' ? bytes.length > 0 && bytes.length % (count * 4) === 0 : bytes.length === count * 4;
    if (!isWhole) {
      const has = bytes.length % 4 === 0 ? `${bytes.length / 4}` : `${bytes.length} bytes and no whole number of`;
      return [
        wrong(
          property,
          `${property} of ${nodeName(node)} has ${has} cells and must have ${count}${property === 'alloc-ranges' ? ' an entry' : ''}.`,
          'It is written in the cells of the root; the kernel says invalid and reserves nothing (drivers/of/of_reserved_mem.c, __reserved_mem_alloc_size).',
        ),
      ];
    }
    const value = property === 'alignment' ? numberOfCells(bytes, 0, count) : undefined;
    if (value === undefined || (value > 0n && (value & (value - 1n)) === 0n)) return [];
    return [
      wrong(
        property,
        `alignment of ${nodeName(node)} is ${hex(value)}, which is no power of two.`,
        'The kernel rounds by masks of bits: the address would be aligned to something else.',
      ),
    ];
  });
}

/** Neighbours in the order of addresses: the kernel compares these (drivers/of/of_reserved_mem.c, __rmem_check_for_overlap). */
function overlapping(input: TreeRuleInput, all: readonly JudgedNode[]): TreeFinding[] {
  const placed = all
    .flatMap((node) => {
      const span = firstReg(node);
      return span === undefined || span.size === 0n ? [] : [{ node, span }];
    })
    .sort((a, b) => (a.span.address < b.span.address ? -1 : a.span.address > b.span.address ? 1 : 0));
  return placed.slice(1).flatMap(({ node, span }, index): TreeFinding[] => {
    const before = placed[index];
    if (before === undefined || !overlaps(before.span, span)) return [];
    const other = input.places.placeOf(before.node.path, 'reg');
    return [
      foundAt(input, node, {
        id: 'device-tree.reservations-overlap',
        severity: 'warning',
        property: 'reg',
        message: `${nodeName(node)}, ${spanText(span)}, overlaps ${nodeName(before.node)}, ${spanText(before.span)}.`,
        why: 'The kernel logs OVERLAP DETECTED and keeps both; who names one by memory-region writes into the other.',
        ...(other !== undefined && { related: [{ message: nodeName(before.node), place: other }] }),
      }),
    ];
  });
}
