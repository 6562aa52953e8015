import type { Finding } from '../finding.ts';
import { eachRegion, type Rule } from './rule.ts';

/** `region.device-memory`, `region.bypasses-coherence` (uiomem-interface: Examples in circulation that do not work). */
export const syncMode: Rule = {
  about: 'mapping mode',
  check({ plan }) {
    return eachRegion(plan).flatMap(({ region, at }): Finding[] => {
      const mode = region.sync?.mode ?? 'non-cached';
      if (region.content === 'memory' && region.cache === 'off' && mode === 'non-cached') {
        return [
          {
            id: 'region.device-memory',
            severity: 'warning',
            path: [...at, 'cache'],
            message: `${region.device} is memory without a cache, mapped in the mode non-cached.`,
            why: 'On ARM that is Device memory: an unaligned or wide access, as memcpy makes them, ends the program with SIGBUS.',
            fix: {
              title: 'Map it write-combine',
              edits: [{ op: 'set', path: [...at, 'sync', 'mode'], value: 'write-combine' }],
            },
          },
        ];
      }
      if (region.cache === 'coherent' && region.sync?.always === true && mode !== 'as-is') {
        return [
          {
            id: 'region.bypasses-coherence',
            severity: 'warning',
            path: [...at, 'sync', 'always'],
            message: `${region.device} is coherent through the cache, and every mapping goes past the cache.`,
            why: 'What lies in the cache, where the coherent port finds it, is not what such a mapping shows.',
            fix: {
              title: 'Leave cached mappings alone',
              edits: [{ op: 'set', path: [...at, 'sync', 'always'], value: false }],
            },
          },
        ];
      }
      return [];
    });
  },
};
