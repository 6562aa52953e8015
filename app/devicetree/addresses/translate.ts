/** An address of a node's bus as the CPU, or the memory, sees it: bus by bus up to the root, as the kernel does it. */
import { textOf } from '../property.ts';
import { splitName } from '../tree.ts';
import { cellCounts, type IndexedNode } from '../tree-index.ts';
import { type RangeEntry, rangesOf } from './ranges.ts';
import type { RegEntry } from './reg.ts';

/**
 * The physical address, by `ranges` of each bus above the node; undefined where one has no `ranges`, or none with the
 * address in it. As in the kernel only where the entry starts counts, not where it ends (drivers/of/address.c,
 * __of_translate_address).
 */
export function toCpu(node: IndexedNode, entry: RegEntry): bigint | undefined {
  return translated(node, entry.address, 'ranges');
}

/**
 * An address that a device on the node's bus puts out as the one in memory, by `dma-ranges`; a bus without that property
 * changes nothing (drivers/of/address.c, of_translate_one).
 */
export function dmaToCpu(node: IndexedNode, entry: RegEntry): bigint | undefined {
  return translated(node, entry.address, 'dma-ranges');
}

function translated(node: IndexedNode, from: bigint, property: 'ranges' | 'dma-ranges'): bigint | undefined {
  let address = from;
  let bus = node.parent;
  if (bus === undefined) return undefined;
  for (; bus.parent !== undefined; bus = bus.parent) {
    const ranges = rangesOf(bus, property);
    if (ranges === undefined && property === 'ranges') return undefined;
    if (ranges === undefined || ranges.same) continue;
    const through = isPci(bus) ? pciAddress : plainAddress;
    const found = ranges.entries.find((each) => through(each, address) !== undefined);
    const above = found && through(found, address);
    if (above === undefined) return undefined;
    address = above;
  }
  return address;
}

function plainAddress({ child, parent, size }: RangeEntry, address: bigint): bigint | undefined {
  return address >= child && address < child + size ? parent + (address - child) : undefined;
}

/** Three cells: flags, then 64 bits of address (PCI Bus Binding to Open Firmware, 2.2.1.1). */
const low64 = 0xffff_ffff_ffff_ffffn;

function pciAddress({ child, parent, size }: RangeEntry, address: bigint): bigint | undefined {
  if (pciSpace(child) !== pciSpace(address)) return undefined;
  return plainAddress({ child: child & low64, parent, size }, address & low64);
}

/** Bits 25 and 24 of the first cell: 0 configuration, 1 ports, 2 and 3 memory of 32 and 64 bits, which are one space. */
function pciSpace(address: bigint): 'configuration' | 'ports' | 'memory' {
  const code = (address >> 88n) & 3n;
  return code === 0n ? 'configuration' : code === 1n ? 'ports' : 'memory';
}

/** drivers/of/address.c, of_bus_pci_match; a bus of fewer cells has no flags. */
function isPci({ node }: IndexedNode): boolean {
  const type = textOf(node.properties.get('device_type')) ?? '';
  return (
    (['pci', 'pciex', 'vci', 'ht'].includes(type) || splitName(node.name).base === 'pcie') &&
    cellCounts(node).address === 3
  );
}
