import type { Finding } from '../finding.ts';
import type { BoardProfile } from '../profile.ts';
import { overlaps } from '../span.ts';
import { byProfile, eachRegion, type Rule } from './rule.ts';

/** `region.coherence-by-port`: whether the hardware keeps a coherent region coherent depends on the port that is used. */
export const coherence: Rule = {
  about: 'whether the board’s ports snoop the caches',
  ...byProfile,
  check({ plan, facts }) {
    const profile = facts?.profile;
    if (profile === undefined) return [];
    return eachRegion(plan).flatMap(({ region, at }): Finding[] => {
      if (region.cache !== 'coherent' || region.content === 'registers') return [];
      const logic = profile.memories.find((memory) => memory.kind === 'logic' && overlaps(memory, region));
      const found = logic === undefined ? byPorts(region.device, profile) : inLogic(region.device, logic, profile);
      if (found === undefined) return [];
      const { severity, ...said } = found;
      return [
        {
          id: 'region.coherence-by-port',
          severity,
          path: [...at, 'cache'],
          ...said,
          // Of a node the device tree decides.
          ...(severity === 'warning' &&
            region.load === 'insmod' && {
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

type Judgement = Pick<Finding, 'severity' | 'message' | 'why'>;

/** What the logic does with memory of its own comes by no port of the board. */
function inLogic(
  device: string,
  { name, source }: BoardProfile['memories'][number],
  { title }: BoardProfile,
): Judgement {
  return {
    severity: 'warning',
    message: `${device} is to be coherent, and lies in “${name}” of the ${title}: what the logic or the device there does with memory of its own goes through no port of the board, so nothing snoops.`,
    why: `The driver then does no cache maintenance: the processor keeps its old copy of what changed there, and what it wrote may stay in its cache. By ${source}.`,
  };
}

function byPorts(device: string, { ports, title }: BoardProfile): Judgement | undefined {
  if (ports.length === 0) return undefined;
  const snooping = ports.filter(({ coherent }) => coherent !== 'no');
  const not = ports.filter(({ coherent }) => coherent === 'no').map(({ name }) => name);
  const some = snooping.length > 0;
  return {
    severity: some ? 'info' : 'warning',
    message: some
      ? `${device} is coherent only for what reaches it through a port of the ${title} that snoops: ${snooping.map(({ name, note }) => (note === undefined ? name : `${name} (${note.replace(/\.$/, '')})`)).join('; ')}.`
      : `${device} is to be coherent, and no port of the ${title} snoops the caches.`,
    why: `The driver then does no cache maintenance${not.length === 0 ? '' : `: what goes through ${not.join(', ')} is not seen by the processor, nor the other way round`}. By ${[...new Set(ports.map(({ source }) => source))].join('; ')}.`,
  };
}
