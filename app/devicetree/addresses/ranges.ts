/** `ranges` and `dma-ranges` (Devicetree Specification 0.4, 2.3.8 and 2.3.9): which addresses of a bus are which of its parent. */
import { cellsOf, numberAt } from '../property.ts';
import { cellCounts, type IndexedNode } from '../tree-index.ts';

export interface RangeEntry {
  /** Of the bus that the node is. */
  readonly child: bigint;
  /** Of the bus that the node is on. */
  readonly parent: bigint;
  readonly size: bigint;
}

export interface Ranges {
  /** The property is there and empty: each address is the same on both. */
  readonly same: boolean;
  readonly entries: readonly RangeEntry[];
  /** Cells at the end that make no entry, a cell that is cut off among them. */
  readonly leftOver: number;
}

/** Undefined where the node does not have the property. */
export function rangesOf({ node, parent }: IndexedNode, property: 'ranges' | 'dma-ranges'): Ranges | undefined {
  const bytes = node.properties.get(property);
  if (bytes === undefined) return undefined;
  if (bytes.length === 0) return { same: true, entries: [], leftOver: 0 };
  const cells = cellsOf(bytes);
  const own = cellCounts(node);
  // The root's own addresses are those of the CPU; there is nothing above.
  const above = parent === undefined ? own.address : cellCounts(parent.node).address;
  const step = own.address + above + own.size;
  const entries: RangeEntry[] = [];
  for (let at = 0; step > 0 && at + step <= cells.length; at += step) {
    const child = numberAt(cells, at, own.address);
    const there = numberAt(cells, at + own.address, above);
    const size = numberAt(cells, at + own.address + above, own.size);
    if (child !== undefined && there !== undefined && size !== undefined) entries.push({ child, parent: there, size });
  }
  return { same: false, entries, leftOver: Math.ceil(bytes.length / 4) - entries.length * step };
}
