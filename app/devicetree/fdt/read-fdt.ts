/** Reads a flattened tree (.dtb, .dtbo; Devicetree Specification 0.4, chapter 5). Bad input gives findings, and what could be read. */
import type { TreeFinding } from '../finding.ts';
import type { DeviceTree, MemoryReservation } from '../tree.ts';
import { reservationSize } from './format.ts';
import { atByte, type Header, readHeader } from './header.ts';
import { readStructure } from './read-structure.ts';

/**
 * Values are views of what is given, not copies: it must stay as it is. Names are taken byte by byte (0 to 255 a character),
 * so that any can be written back.
 * The tree is undefined where not even a root node could be read; it is a part of the whole where there are errors.
 */
export function readFdt(given: Uint8Array): {
  readonly tree: DeviceTree | undefined;
  readonly findings: readonly TreeFinding[];
} {
  // Not node's own kind of bytes, of which each view is made by a constructor in JavaScript.
  const bytes = new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  const { header, findings: ofHeader } = readHeader(bytes);
  if (header === undefined) return { tree: undefined, findings: ofHeader };
  const { reservations, findings: ofReservations } = readReservations(bytes, header);
  const { root, findings: ofStructure } = readStructure(bytes, header);
  return {
    tree: root && { reservations, bootCpu: header.bootCpu, root },
    findings: [...ofHeader, ...ofReservations, ...ofStructure],
  };
}

function readReservations(
  bytes: Uint8Array,
  { reservations: { start, end } }: Header,
): { readonly reservations: readonly MemoryReservation[]; readonly findings: readonly TreeFinding[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reservations: MemoryReservation[] = [];
  for (let at = start; at + reservationSize <= end; at += reservationSize) {
    const address = view.getBigUint64(at);
    const size = view.getBigUint64(at + 8);
    // The kernel ends at a size of 0, whatever the address (drivers/of/fdt.c, early_init_fdt_scan_reserved_mem).
    if (size === 0n) return { reservations, findings: [] };
    reservations.push({ address, size });
  }
  const finding: TreeFinding = {
    id: 'device-tree.reservations',
    severity: 'error',
    message: `The memory reservations from ${atByte(start)} on have no end before ${atByte(end)}, where the tree ends.`,
    why: 'An entry of zeros ends them (Devicetree Specification 0.4, 5.3); without it whatever follows is taken for reservations.',
  };
  // What was taken for entries up to the end of the tree is more likely something else.
  return { reservations: [], findings: [finding] };
}
