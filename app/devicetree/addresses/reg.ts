/** The entries of `reg` (Devicetree Specification 0.4, 2.3.6), in addresses of the node's parent. */
import { cellsOf, numberAt } from '../property.ts';
import { cellCounts, type IndexedNode } from '../tree-index.ts';

/** `address` as the bus counts, with whatever flags its first cell has (PCI); `size` in bytes where the bus means bytes. */
export interface RegEntry {
  readonly address: bigint;
  readonly size: bigint;
}

/** `leftOver`: cells at the end that make no entry, a cell that is cut off among them. The root has no entries. */
export function regOf({ node, parent }: IndexedNode): {
  readonly entries: readonly RegEntry[];
  readonly leftOver: number;
} {
  const bytes = node.properties.get('reg');
  if (bytes === undefined) return { entries: [], leftOver: 0 };
  const cells = cellsOf(bytes);
  const all = Math.ceil(bytes.length / 4);
  if (parent === undefined) return { entries: [], leftOver: all };
  const counts = cellCounts(parent.node);
  const step = counts.address + counts.size;
  const entries: RegEntry[] = [];
  for (let at = 0; step > 0 && at + step <= cells.length; at += step) {
    const address = numberAt(cells, at, counts.address);
    const size = numberAt(cells, at + counts.address, counts.size);
    if (address !== undefined && size !== undefined) entries.push({ address, size });
  }
  return { entries, leftOver: all - entries.length * step };
}
