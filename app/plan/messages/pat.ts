/** arch/x86/mm/pat/memtype.c: memtype_check_conflict(), reserve_pfn_range(); Linux 6.1 and 6.12, x86 only. */
import { line } from './format.ts';
import type { Message } from './message.ts';

export const patConflict: Message = {
  id: 'x86.memory-type-conflict',
  weight: 'cause',
  lines: [
    line(
      'x86/PAT: %s:%d conflicting memory types %Lx-%Lx %s<->%s',
      'program',
      'pid',
      'start',
      'end',
      'wanted',
      'found',
    ),
    line(
      'x86/PAT: %s:%d map pfn expected mapping type %s for [mem %#010Lx-%#010Lx], got %s',
      'program',
      'pid',
      'wanted',
      'start',
      'end',
      'found',
    ),
    line('x86/PAT: memtype_reserve failed [mem %#010Lx-%#010Lx], track %s, req %s', 'start', 'end', 'found', 'wanted'),
  ],
  explain: ({ program, wanted = '', found = '' }) => ({
    meaning: `x86 has one memory type for a page: ${program ?? 'a mapping'} wanted ${wanted} where ${found} is in force, by another mapping or by the firmware’s MTRRs.`,
    hint: 'End the other mapping first (also ours), or open the device in the same way; cache: off in the plan makes all of them alike.',
  }),
};
