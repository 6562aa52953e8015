/** kernel/mmap.c. */
import { line } from './format.ts';
import type { Message } from './message.ts';

export const driverMappedCached: Message = {
  id: 'driver.x86-mapped-cached',
  weight: 'cause',
  lines: [
    line(
      'uiomem %s: [0x%zx, 0x%zx) is mapped cached: x86 maps it non-cached only when that is gone',
      'device',
      'start',
      'end',
    ),
  ],
  explain: ({ device = '' }) => ({
    meaning: `A program wanted a non-cached mapping (O_SYNC) of ${device} while a cached one lives. x86 has one memory type for a page, so mmap failed with EINVAL.`,
    hint: 'Close the cached mapping first, ours too (Memory, eye CPU), or open both without O_SYNC.',
  }),
};

export const driverMappedNonCached: Message = {
  id: 'driver.x86-mapped-non-cached',
  weight: 'note',
  lines: [
    line(
      'uiomem %s: [0x%zx, 0x%zx) is mapped non-cached: on x86 this mapping becomes so too',
      'device',
      'start',
      'end',
    ),
  ],
  explain: ({ device = '' }) => ({
    meaning: `A cached mapping of ${device} was asked for while a non-cached one lives; on x86 a page has one memory type, so the new mapping is non-cached too.`,
    hint: 'Close the non-cached mapping (O_SYNC) first when speed matters.',
  }),
};

export const driverMapFailed: Message = {
  id: 'driver.mmap-failed',
  weight: 'cause',
  lines: [line('uiomem %s: [0x%zx, 0x%zx) could not be mapped (%d)', 'device', 'start', 'end', 'errno')],
  explain: ({ device = '', errno = '' }) => ({
    meaning: `mmap of ${device} failed (${errno}): the kernel could not enter the pages into the program’s page tables.`,
    hint:
      errno === '-12' ? 'Free memory on the board.' : 'On x86 the PAT lines beside it say which memory types conflict.',
  }),
};
