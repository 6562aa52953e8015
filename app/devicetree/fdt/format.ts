/** Numbers of the flattened format, all big-endian 32-bit (Devicetree Specification 0.4, chapter 5). */

export const magic = 0xd00dfeed;

/** Tokens of the structure block (5.4.1). */
export const beginNode = 1;
export const endNode = 2;
export const property = 3;
export const nop = 4;
export const end = 9;

/** Where the header's fields lie, in bytes (5.2). */
export const field = {
  magic: 0,
  totalSize: 4,
  structure: 8,
  strings: 12,
  reservations: 16,
  version: 20,
  lastCompatible: 24,
  bootCpu: 28,
  stringsSize: 32,
  structureSize: 36,
} as const;

/** Bytes of the header: all fields, and those that version 16 has. */
export const headerSize = 40;
export const headerSize16 = 36;

/** Two 64-bit numbers; one of zeros ends the block (5.3). */
export const reservationSize = 16;
