/** The first range of a node's `reg` as the CPU sees it, through the `ranges` of each bus (drivers/of/address.c, of_translate_address). */
import type { Span } from '../../plan/span.ts';
import { numberOfCells } from './cells.ts';
import type { Cells, JudgedNode } from './judged-tree.ts';

/** More are no numbers that a CPU has addresses of (drivers/of/address.c: OF_MAX_ADDR_CELLS is 4, of PCI's). */
const mostCells = 4;

/** Undefined where the cells are not known or not all there. */
export function firstReg({ node, cells }: Pick<JudgedNode, 'node' | 'cells'>): Span | undefined {
  const reg = node.properties.get('reg');
  if (reg === undefined || cells === undefined || cells.address > mostCells || cells.size > mostCells) return undefined;
  const address = numberOfCells(reg, 0, cells.address);
  const size = numberOfCells(reg, cells.address, cells.size);
  return address === undefined || size === undefined ? undefined : { address, size };
}

/** `hidden`: a bus above it does not pass the address on. Undefined: what has to be known for it is not. */
export function cpuAddress(node: JudgedNode): bigint | 'hidden' | undefined {
  const address = firstReg(node)?.address;
  return address === undefined ? undefined : throughBuses(node, address);
}

/** An address of the bus that the node is on, as the CPU's. */
export function throughBuses(node: JudgedNode, from: bigint): bigint | 'hidden' | undefined {
  let address = from;
  let bus = node.parent;
  while (bus !== undefined && bus.depth > 0) {
    const passed = throughRanges(bus, address);
    if (passed === undefined || passed === 'hidden') return passed;
    address = passed;
    bus = bus.parent;
  }
  // Of an overlay the root of the base must have been come to.
  if (bus !== undefined && bus.becomes !== '/') return undefined;
  return bus === undefined ? undefined : address;
}

export function cpuRange(node: JudgedNode): Span | undefined {
  const address = cpuAddress(node);
  const reg = firstReg(node);
  return typeof address !== 'bigint' || reg === undefined ? undefined : { address, size: reg.size };
}

function throughRanges(bus: JudgedNode, address: bigint): bigint | 'hidden' | undefined {
  const ranges = bus.node.properties.get('ranges');
  if (ranges === undefined) return 'hidden';
  if (ranges.length === 0) return address;
  const own: Cells | undefined = bus.childCells;
  const above = bus.cells;
  if (own === undefined || above === undefined) return undefined;
  const step = own.address + above.address + own.size;
  for (let at = 0; step > 0 && (at + step) * 4 <= ranges.length; at += step) {
    const from = numberOfCells(ranges, at, own.address) ?? 0n;
    const to = numberOfCells(ranges, at + own.address, above.address) ?? 0n;
    const size = numberOfCells(ranges, at + own.address + above.address, own.size) ?? 0n;
    if (address >= from && address < from + size) return to + (address - from);
  }
  return 'hidden';
}
