/** Cache policies in words. */
import type { CachePolicy } from '../../plan/schema.ts';

export const cacheWords: Readonly<Record<CachePolicy, { readonly short: string; readonly long: string }>> = {
  noncoherent: { short: 'cached, by hand', long: 'Cached, synchronised by hand' },
  coherent: { short: 'coherent', long: 'Cached, kept coherent by the hardware' },
  off: { short: 'past the cache', long: 'Off: every mapping past the cache' },
};
