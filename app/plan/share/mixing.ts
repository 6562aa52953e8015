/** What sharing a range means for those who use it: with equal cache policies, and what goes wrong with different ones. */
import type { CachePolicy } from '../schema.ts';

export interface Named {
  readonly device: string;
  readonly cache: CachePolicy;
}

/** What users of equal policy owe each other, as a sentence. */
export const togetherBy: Readonly<Record<CachePolicy, string>> = {
  noncoherent:
    'Each device keeps a sync owner of its own and knows nothing of the others’: whoever wrote syncs for the device before another reads, and the reader syncs for the CPU first.',
  coherent:
    'The hardware keeps all of them the same, as long as whatever writes the memory beside the CPU does so through a port that snoops its cache. Nobody has to sync.',
  off: 'All go past the cache and see the memory itself. Nobody has to sync, and each access takes as long as the memory does.',
};

/**
 * What goes wrong between two that map one range with different policies, as sentences; none when the policies are equal. Of the
 * rules for mismatched memory attributes (Arm Architecture Reference Manual, B2: loss of coherency, of the size of writes
 * and of their order), and of what the driver's syncs do to cache lines (uiomem-interface: read, write and sync).
 */
export function goesWrong(one: Named, other: Named): string[] {
  if (one.cache === other.cache) return [];
  const [cached, bare] = one.cache === 'off' ? [other, one] : [one, other];
  if (bare.cache === 'off') {
    return [
      `What is written through ${cached.device} stays in the cache: who reads through ${bare.device} gets what was there before.`,
      `A line of ${cached.device} that the cache writes back later takes its neighbours along: up to a whole line that was written through ${bare.device} is undone, at a time that nobody chooses.`,
      cached.cache === 'noncoherent'
        ? `A sync of ${cached.device} helps with the first, and not with the second, as long as the line is dirty.`
        : `${cached.device} is coherent, so its syncs do nothing, and there is no way to mend either.`,
    ];
  }
  const [synced, kept] = one.cache === 'noncoherent' ? [one, other] : [other, one];
  return [
    `A sync for the CPU of ${synced.device} throws cache lines away: what was just written through ${kept.device}, and is in the cache alone, is lost.`,
    `Syncs of ${kept.device} do nothing, since it counts on the hardware: a device whose port does not snoop reads old memory after it.`,
    'Only one of the two can be right about the port: look which one the hardware uses, and give both that policy.',
  ];
}
