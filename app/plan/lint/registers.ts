import type { Finding } from '../finding.ts';
import { eachRegion, type Rule } from './rule.ts';

/** `region.registers-cached`: registers want the cache off and mappings that are Device memory. */
export const registers: Rule = {
  about: 'registers',
  check({ plan }) {
    return eachRegion(plan).flatMap(({ region, at }): Finding[] => {
      if (region.content !== 'registers') return [];
      const findings: Finding[] = [];
      if (region.cache !== 'off') {
        findings.push({
          id: 'region.registers-cached',
          severity: 'error',
          path: [...at, 'cache'],
          message: `${region.device} is registers, with cache ${region.cache}.`,
          why: 'Through a cache reads come from old copies, writes arrive late or merged, and lines of other registers are read along.',
          // Of a node the device tree decides.
          ...(region.load === 'insmod'
            ? { fix: { title: 'Turn the cache off', edits: [{ op: 'set', path: [...at, 'cache'], value: 'off' }] } }
            : { hint: 'Give the node the property cache-off, say cache: off here, and boot.' }),
        });
      }
      const mode = region.sync?.mode;
      if (mode !== undefined && mode !== 'non-cached') {
        findings.push({
          id: 'region.registers-cached',
          severity: 'error',
          path: [...at, 'sync', 'mode'],
          message: `${region.device} is registers, with mapping mode ${mode}.`,
          why: 'Only non-cached mappings keep each access as it was written: others may merge, repeat or reorder them.',
          fix: {
            title: 'Map it non-cached',
            edits: [{ op: 'set', path: [...at, 'sync', 'mode'], value: 'non-cached' }],
          },
        });
      }
      return findings;
    });
  },
};
