/** kernel/range.c: uiomem_range_claim(). */
import { line } from './format.ts';
import type { Message } from './message.ts';
import { regionNamed } from './region-of.ts';

export const driverSharedByOne: Message = {
  id: 'driver.shared-by-one',
  weight: 'note',
  lines: [line('uiomem %s: shares its range with %s although %s is not shareable', 'device', 'other', 'alone')],
  explain({ device = '', other = '', alone = '' }, { plan }) {
    const planned = regionNamed(plan, alone);
    return {
      meaning: `${device} and ${other} cover the same memory, and ${alone} was not said to be shareable. Both work; whether who uses ${alone} expects company is not said anywhere.`,
      hint: `Make ${alone} shareable too, or move them apart.`,
      ...(planned !== undefined && {
        fix: {
          title: `Make ${alone} shareable too`,
          edits: [{ op: 'set', path: [...planned.at, 'shareable'], value: true }],
        },
      }),
    };
  },
};

export const driverSharedClaim: Message = {
  id: 'driver.shared-with-claim',
  weight: 'note',
  lines: [line('uiomem %s: shares its range with a driver that has claimed it; /proc/iomem says which', 'device')],
  explain: ({ device = '' }) => ({
    meaning: `${device} is shareable and lies where another driver works. Both act on the same hardware, unaware of each other.`,
    hint: 'Unbind the other driver if it shall not work there; /proc/iomem names it.',
  }),
};

export const driverSharedDifferently: Message = {
  id: 'driver.shared-differently',
  weight: 'note',
  lines: [
    line(
      'uiomem %s: cached %d coherent %d, but %s on the same range has cached %d coherent %d',
      'device',
      'cached',
      'coherent',
      'other',
      'otherCached',
      'otherCoherent',
    ),
  ],
  explain: ({ device = '', other = '' }) => ({
    meaning: `${device} and ${other} cover the same memory with different caches: what one writes the other may not see, and a line that is written back can undo what was written past the cache.`,
    hint: 'Give both the same cache policy.',
  }),
};
