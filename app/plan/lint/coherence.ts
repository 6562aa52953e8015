import type { Finding } from '../finding.ts';
import { byProfile, eachRegion, type Rule } from './rule.ts';

/** `region.coherence-by-port`: whether the hardware keeps a coherent region coherent depends on the port that is used. */
export const coherence: Rule = {
  about: 'whether the board’s ports snoop the caches',
  ...byProfile,
  check({ plan, facts }) {
    const ports = facts?.profile?.ports ?? [];
    if (ports.length === 0) return [];
    const title = facts?.profile?.title ?? '';
    const snooping = ports.filter(({ coherent }) => coherent !== 'no');
    const not = ports.filter(({ coherent }) => coherent === 'no').map(({ name }) => name);
    return eachRegion(plan).flatMap(({ region, at }): Finding[] => {
      if (region.cache !== 'coherent' || region.content === 'registers') return [];
      const some = snooping.length > 0;
      return [
        {
          id: 'region.coherence-by-port',
          severity: some ? 'info' : 'warning',
          path: [...at, 'cache'],
          message: some
            ? `${region.device} is coherent only for what reaches it through a port of the ${title} that snoops: ${snooping.map(({ name, note }) => (note === undefined ? name : `${name} (${note.replace(/\.$/, '')})`)).join('; ')}.`
            : `${region.device} is to be coherent, and no port of the ${title} snoops the caches.`,
          why: `The driver then does no cache maintenance${not.length === 0 ? '' : `: what goes through ${not.join(', ')} is not seen by the processor, nor the other way round`}. By ${[...new Set(ports.map(({ source }) => source))].join('; ')}.`,
          ...(!some && {
            fix: {
              title: 'Synchronise by hand',
              edits: [{ op: 'set', path: [...at, 'cache'], value: 'noncoherent' }],
            },
          }),
        },
      ];
    });
  },
};
