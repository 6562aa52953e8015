/** How the values of known properties are written: in which groups, which cells name a node, which numbers are decimal. */

import { interruptParentOf, type PhandleList, phandleListOf } from '../addresses/phandle-list.ts';
import { cellsOf } from '../property.ts';
import { cellCounts, type IndexedNode, type TreeIndex } from '../tree-index.ts';
import type { Labels } from './labels.ts';
import type { LineUses } from './printed-nodes.ts';
import type { ValueLayout } from './value-text.ts';

const hexFromTen: ValueLayout = { decimalBelow: 10 };
const decimal: ValueLayout = { decimalBelow: 2 ** 32 };
/** Numbers of lines, clocks and cells are counted, flags behind them are not. */
const decimalBelow = 0x10000;
const oneCell: ValueLayout = { step: 1, decimalBelow: 2 ** 32 };

/** Last words of names whose values are amounts (dt-schema, schemas/property-units.yaml). */
const units = new Set(
  'frequency hz mhz khz ms us ns ps sec percent bits microvolt microamp microwatt ohms millicelsius celsius'.split(' '),
);

/** `labels`: what nodes are called, by path. What it says of other nodes is noted in `uses`. */
export function propertyLayout(
  node: IndexedNode,
  property: string,
  value: Uint8Array,
  index: TreeIndex,
  labels: Labels,
  uses?: LineUses,
): ValueLayout {
  switch (property) {
    case 'reg':
      return inSteps(value, node.parent === undefined ? 0 : sum(cellCounts(node.parent.node)));
    case 'ranges':
    case 'dma-ranges': {
      const above = node.parent === undefined ? 0 : cellCounts(node.parent.node).address;
      return inSteps(value, sum(cellCounts(node.node)) + above);
    }
    case 'interrupts': {
      const controller = interruptParentOf(node, index);
      uses?.interrupts(controller);
      return inSteps(value, cellsOf(controller?.node.properties.get('#interrupt-cells'))[0] ?? 0, decimalBelow);
    }
    case 'phandle':
    case 'linux,phandle':
      // As in the lists that name it.
      return { step: 1, decimalBelow };
  }
  if (property.startsWith('#') && property.endsWith('-cells')) return oneCell;
  const list = phandleListOf(node, property, index);
  if (list !== undefined && uses !== undefined) noteTargets(list, value, uses, index, labels);
  if (list !== undefined && list.entries.length > 0) {
    let references: Map<number, string> | undefined;
    for (const { at, target } of list.entries) {
      const label = target === undefined ? undefined : labels.get(target.path)?.[0];
      if (label === undefined) continue;
      references ??= new Map();
      references.set(at * 4, `&${label}`);
    }
    const starts = list.entries.map(({ at }) => at);
    if (list.leftOver > 0) starts.push((value.length >> 2) - list.leftOver);
    return { starts, references, decimalBelow };
  }
  const last = property.lastIndexOf('-') + 1;
  return last > 0 && units.has(property.slice(last)) ? decimal : hexFromTen;
}

/** Also of the one whose entry can not be read: then it hangs on what that node says. */
function noteTargets(
  { entries, leftOver }: PhandleList,
  value: Uint8Array,
  uses: LineUses,
  index: TreeIndex,
  labels: Labels,
): void {
  for (const { phandle } of entries) if (phandle !== 0) uses.target(phandle, index, labels);
  if (leftOver > 0) uses.target(cellsOf(value).at(-leftOver) ?? 0, index, labels);
}

function sum({ address, size }: { readonly address: number; readonly size: number }): number {
  return address + size;
}

/** Groups of `step` cells; one where that is no count. */
function inSteps(value: Uint8Array, step: number, below = 10): ValueLayout {
  return { step: step > 0 ? step : value.length, decimalBelow: below };
}
