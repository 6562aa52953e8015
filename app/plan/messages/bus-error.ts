/** arch/arm64/kernel/traps.c and arch/arm64/mm/fault.c, arch/arm/mm/fault.c; Linux 6.1 and 6.12, and older words. */
import { line } from './format.ts';
import type { Message } from './message.ts';

const nobody =
  'Nothing answers at such an address: the logic is not configured, its clock or bridge is off, a width is not supported, or the address is wrong.';
const hint =
  'Configure the logic and release its bridge first; then read one word of the region before more. Registers take only the widths that their manual tells.';

export const busErrorOfProgram: Message = {
  id: 'bus.error-of-program',
  weight: 'cause',
  lines: [
    line(
      '%s[%d]: unhandled exception: %s, ESR 0x%lx, synchronous external abort%s',
      'program',
      'pid',
      'kind',
      'esr',
      'rest',
    ),
    line('%s[%d]: unhandled exception: %s, ESR 0x%lx, synchronous external abort', 'program', 'pid', 'kind', 'esr'),
    line('Unhandled fault: synchronous external abort (0x%x) at 0x%lx', 'code', 'address'),
    line('Unhandled fault: external abort on non-linefetch (0x%x) at 0x%lx', 'code', 'address'),
    line('Unhandled fault: imprecise external abort (0x%x) at 0x%lx', 'code', 'address'),
  ],
  explain: ({ program }) => ({
    meaning: `An access${program === undefined ? '' : ` of ${program}`} ended in a bus error (SIGBUS). ${nobody}`,
    hint,
  }),
};

export const busErrorOfKernel: Message = {
  id: 'bus.error-of-kernel',
  weight: 'cause',
  lines: [
    line('Internal error: synchronous external abort: %lx [#%d] %s', 'esr', 'count', 'rest'),
    line('Internal error: synchronous external abort: %lx [#%d]', 'esr', 'count'),
    line('Internal error: : %x [#%d] %s', 'code', 'count', 'rest'),
  ],
  explain: () => ({
    meaning: `The kernel itself met a bus error and went on without what it did (an oops). ${nobody} A read() of such a region by the reference driver ends so.`,
    hint: `Boot the board: after an oops nothing it says can be trusted. ${hint}`,
  }),
};

export const busSystemError: Message = {
  id: 'bus.system-error',
  weight: 'cause',
  lines: [
    line('SError Interrupt on CPU%d, code 0x%016lx -- %s', 'cpu', 'code', 'what'),
    line('Bad mode in Error handler detected on CPU%d, code 0x%08x -- %s', 'cpu', 'code', 'what'),
    line('Internal error: Asynchronous SError Interrupt: %lx [#%d] %s', 'code', 'count', 'rest'),
  ],
  explain: ({ cpu }) => ({
    meaning: `A write was refused by the bus after the processor had gone on${cpu === undefined ? '' : ` (CPU ${cpu})`}; Linux stops then. ${nobody}`,
    hint: `The board has to be booted. ${hint}`,
  }),
};

export const busAlignment: Message = {
  id: 'bus.alignment',
  weight: 'cause',
  lines: [
    line('%s[%d]: unhandled exception: %s, ESR 0x%lx, alignment fault%s', 'program', 'pid', 'kind', 'esr', 'rest'),
    line('%s[%d]: unhandled exception: %s, ESR 0x%lx, alignment fault', 'program', 'pid', 'kind', 'esr'),
    line('Unhandled fault: alignment fault (0x%x) at 0x%lx', 'code', 'address'),
    line('Unhandled fault: alignment exception (0x%x) at 0x%lx', 'code', 'address'),
  ],
  explain: ({ program }) => ({
    meaning: `${program ?? 'A program'} made an unaligned access to Device memory, as memcpy does, and got SIGBUS: that is what a non-cached mapping (sync mode 1) or cache: off is on ARM.`,
    hint: 'Map it write-combine (sync: mode: write-combine) where it is memory; registers need aligned accesses of their width.',
  }),
};
