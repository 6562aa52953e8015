/** drivers/of/fdt.c (6.1) and drivers/of/of_reserved_mem.c (6.1, 6.12): the reservations of the tree, at boot. */
import { line } from './format.ts';
import type { Message } from './message.ts';

export const reservationFormat: Message = {
  id: 'reservation.format',
  weight: 'cause',
  lines: [
    line('OF: fdt: Reserved memory: unsupported node format, ignoring'),
    line('OF: reserved mem: Reserved memory: unsupported node format, ignoring'),
  ],
  explain: () => ({
    meaning:
      'The node /reserved-memory lacks #address-cells, #size-cells or ranges, or has other cells than the root: all of its reservations are ignored, and Linux uses that memory.',
    hint: 'Give /reserved-memory the root’s #address-cells and #size-cells, and an empty ranges; then boot.',
  }),
};

export const reservationFailed: Message = {
  id: 'reservation.failed',
  weight: 'cause',
  lines: [
    line(
      "OF: fdt: Reserved memory: failed to reserve memory for node '%s': base %pa, size %lu MiB",
      'node',
      'base',
      'size',
    ),
    line(
      "OF: reserved mem: Reserved memory: failed to reserve memory for node '%s': base %pa, size %lu MiB",
      'node',
      'base',
      'size',
    ),
    line("OF: reserved mem: failed to allocate memory for node '%s': size %lu MiB", 'node', 'size'),
  ],
  explain: ({ node = '', base, size = '' }) => ({
    meaning: `The reservation ${node} (${size} MiB${base === undefined ? '' : ` at ${base}`}) was not made: ${
      base === undefined
        ? 'no free memory of that size lies where it may'
        : 'it lies outside the board’s RAM, or on what the kernel or another reservation has'
    }. Linux uses that memory.`,
    hint: 'Choose a range inside memory@… of the tree that no other reservation has, and boot.',
  }),
};

export const reservationProperty: Message = {
  id: 'reservation.bad-property',
  weight: 'cause',
  lines: [
    line("OF: fdt: Reserved memory: invalid reg property in '%s', skipping node.", 'node'),
    line("OF: reserved mem: Reserved memory: invalid reg property in '%s', skipping node.", 'node'),
    line("OF: reserved mem: invalid size property in '%s' node.", 'node'),
    line("OF: reserved mem: invalid alignment property in '%s' node.", 'node'),
    line("OF: reserved mem: invalid alloc-ranges property in '%s', skipping node.", 'node'),
  ],
  explain: ({ node = '' }) => ({
    meaning: `The reservation ${node} has a property of a wrong number of cells, and is left out: Linux uses that memory.`,
    hint: 'reg has the root’s #address-cells and #size-cells in each entry, on arm64 usually two and two: <0x0 0x60000000 0x0 0x1000000>.',
  }),
};

export const reservationOverlap: Message = {
  id: 'reservation.overlap',
  weight: 'cause',
  lines: [
    line('OF: reserved mem: OVERLAP DETECTED!'),
    line(
      'OF: reserved mem: OVERLAP DETECTED!\n%s (%pa--%pa) overlaps with %s (%pa--%pa)',
      'node',
      'start',
      'end',
      'other',
      'otherStart',
      'otherEnd',
    ),
  ],
  explain: ({ node, other }) => ({
    meaning: `Two reservations of the device tree overlap${node === undefined ? '' : `: ${node} and ${other}`}; both were made, and both users believe that the memory is theirs.`,
    hint: 'Move one of them, and boot.',
  }),
};

export const reservationTooMany: Message = {
  id: 'reservation.too-many',
  weight: 'cause',
  lines: [
    line('OF: reserved mem: not enough space for all defined regions.'),
    line("OF: reserved mem: too many defined dynamic regions, skip '%s'", 'node'),
  ],
  explain: () => ({
    meaning:
      'The device tree has more reservations than the kernel has room for (MAX_RESERVED_REGIONS, 64): the last ones were not made.',
    hint: 'Join reservations that lie side by side.',
  }),
};
