/** The first range of a node as the kernel makes a resource of it (drivers/of/address.c, of_address_to_resource). */
import type { Span } from '../../plan/span.ts';
import { cellsOf, numberAt } from '../property.ts';
import type { IndexedNode } from '../tree-index.ts';

/** Where no node around says; the specification's 2 and 1 are not what the kernel takes (include/linux/of.h, OF_ROOT_NODE_*_CELLS_DEFAULT). */
const cellsAtRoot = 1;

/** OF_MAX_ADDR_CELLS of drivers/of/address.c. */
const mostAddressCells = 4;

const low64 = 2n ** 64n - 1n;

/** Undefined where there is no whole first entry of `reg`, or no bus on the way lets it through. */
export function kernelRange(node: IndexedNode): Span | undefined {
  const { parent } = node;
  if (parent === undefined) return undefined;
  const own = countsOf(parent);
  const cells = cellsOf(node.node.properties.get('reg'));
  if (own === undefined || cells.length < own.address + own.size) return undefined;
  const size = numberAt(cells, own.address, own.size);
  let address = numberAt(cells, 0, own.address);
  if (address === undefined || size === undefined) return undefined;
  let counts = own;
  for (let bus = parent; bus.parent !== undefined; bus = bus.parent) {
    const above = countsOf(bus.parent);
    if (above === undefined) return undefined;
    address = through(bus, address, counts, above);
    if (address === undefined) return undefined;
    counts = above;
  }
  return { address: address & low64, size: size & low64 };
}

interface Counts {
  readonly address: number;
  readonly size: number;
}

/** Of the children of a node, by itself or the nearest around it that says; undefined where they cannot be addresses of memory. */
function countsOf(node: IndexedNode): Counts | undefined {
  const address = count(node, '#address-cells');
  const size = count(node, '#size-cells');
  return address > 0 && address <= mostAddressCells && size > 0 ? { address, size } : undefined;
}

function count(node: IndexedNode, property: string): number {
  for (let at: IndexedNode | undefined = node; at !== undefined; at = at.parent) {
    const [cell] = cellsOf(at.node.properties.get(property));
    if (cell !== undefined) return cell;
  }
  return cellsAtRoot;
}

/** Only where a range starts counts, not whether it ends inside. */
function through(bus: IndexedNode, address: bigint, child: Counts, parent: Counts): bigint | undefined {
  const bytes = bus.node.properties.get('ranges');
  if (bytes === undefined) return undefined;
  if (bytes.length === 0) return address;
  const cells = cellsOf(bytes);
  const step = child.address + parent.address + child.size;
  for (let at = 0; at + step <= cells.length; at += step) {
    const start = numberAt(cells, at, child.address) ?? 0n;
    const size = numberAt(cells, at + child.address + parent.address, child.size) ?? 0n;
    const to = numberAt(cells, at + child.address, parent.address) ?? 0n;
    if (address >= start && address < start + size) return to + (address - start);
  }
  return undefined;
}
