/** Lengths of `reg`, `ranges` and `dma-ranges` against the cells that count for them (Devicetree Specification 0.4, 2.3.6 to 2.3.9). */
import { hex } from '../../../remote-helper/contract/quantity.ts';
import type { TreeFinding } from '../finding.ts';
import type { Cells, JudgedNode } from './judged-tree.ts';
import { isOurs, oursOf } from './ours.ts';
import { byBase, foundAt, nodeName, type TreeRule, type TreeRuleInput } from './rule.ts';
import { meantCells } from './written-cells.ts';

/** `device-tree.cells-mismatch` */
export const cellCounts: TreeRule = {
  about: 'lengths of reg and ranges',
  lacks: byBase,
  check(input) {
    const ours = oursOf(input);
    const found: TreeFinding[] = [];
    for (const node of input.tree.nodes) {
      const { properties } = node.node;
      if (node.cells === undefined) continue;
      if (properties.has('reg')) found.push(...judgeReg(input, node, isOurs(ours, node)));
      for (const name of ['ranges', 'dma-ranges']) {
        if ((properties.get(name)?.length ?? 0) > 0) found.push(...judgeRanges(input, node, name, isOurs(ours, node)));
      }
    }
    return found;
  },
};

function judgeReg(input: TreeRuleInput, node: JudgedNode, ours: boolean): TreeFinding[] {
  const length = node.node.properties.get('reg')?.length ?? 0;
  const { address, size } = node.cells as Cells;
  const step = (address + size) * 4;
  const isWhole = step > 0 && length > 0 && length % step === 0;
  const meant = meantCells(node);
  if (isWhole && meant === undefined) return [];
  const parent = node.parent === undefined ? 'its parent' : nodeName(node.parent);
  return [
    foundAt(input, node, {
      id: 'device-tree.cells-mismatch',
      severity: ours || meant !== undefined ? 'error' : 'warning',
      property: 'reg',
      message: `reg of ${nodeName(node)} has ${cellCount(length)}; ${parent} gives addresses ${address} and sizes ${size}, so an entry has ${address + size}.`,
      why: `The kernel cuts reg by the parent’s cells whatever was meant${ours ? ': the device gets another range, or none' : ''}.`,
      ...(meant !== undefined && {
        hint: `It was written for ${meant.cells.address} and ${meant.cells.size}: ${hex(meant.size)} bytes from ${hex(meant.address)}.`,
        ...(meant.text !== undefined && {
          fix: { title: `Write ${meant.text}`, edits: input.places.setValue(node.path, 'reg', meant.text) },
        }),
      }),
    }),
  ];
}

function judgeRanges(input: TreeRuleInput, node: JudgedNode, name: string, ours: boolean): TreeFinding[] {
  const { cells, childCells: own } = node;
  const length = node.node.properties.get(name)?.length ?? 0;
  if (cells === undefined || own === undefined) return [];
  const step = own.address + cells.address + own.size;
  if (step > 0 && length % (step * 4) === 0) return [];
  return [
    foundAt(input, node, {
      id: 'device-tree.cells-mismatch',
      severity: ours ? 'error' : 'warning',
      property: name,
      message: `${name} of ${nodeName(node)} has ${cellCount(length)}; an entry has ${step}: ${own.address} of its own address, ${cells.address} of the parent’s, ${own.size} of the size.`,
      why: `The kernel cuts ${name} by these cells: addresses below the node come out elsewhere, or nowhere.`,
    }),
  ];
}

function cellCount(length: number): string {
  const cells = length / 4;
  return Number.isInteger(cells)
    ? `${cells} ${cells === 1 ? 'cell' : 'cells'}`
    : `${length} bytes, which are no whole cells`;
}
