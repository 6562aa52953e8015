import type { Finding } from '../finding.ts';
import { ramWithin } from '../iomem.ts';
import type { BoardProfile } from '../profile.ts';
import { common, overlaps, type Span, spanText } from '../span.ts';
import { byProfile, eachRegion, type Rule } from './rule.ts';

/** `region.outside-map`, `region.memory-note`: what the manual of the board's kind says of the range. */
export const profileMap: Rule = {
  about: 'what the board’s manual says of the range',
  ...byProfile,
  check({ plan, facts }) {
    const profile = facts?.profile;
    if (facts === undefined || profile === undefined) return [];
    return eachRegion(plan).flatMap(({ region, at }): Finding[] => {
      const inside = profile.memories.filter((memory) => overlaps(memory, region));
      const notes = inside.flatMap(({ name, kind, note, source }): Finding[] =>
        note === undefined || kind === 'ram'
          ? []
          : [
              {
                id: 'region.memory-note',
                severity: 'info',
                path: [...at, 'address'],
                message: `${region.device} lies in “${name}” of the ${profile.title}. ${note}`,
                why: `By ${source}.`,
              },
            ],
      );
      // Registers lie elsewhere, and System RAM is told by its own rule.
      if (profile.map === undefined || region.content === 'registers') return notes;
      if (ramWithin(facts.board, region).length > 0) return notes;
      const outside = uncovered(profile, region);
      if (outside === undefined) return notes;
      return [
        ...notes,
        {
          id: 'region.outside-map',
          severity: 'warning',
          path: [...at, 'address'],
          message: `On the ${profile.title} there is no memory, and no window of logic, at ${spanText(outside)} of ${region.device}.`,
          why: `By ${profile.map.source}. Elsewhere are registers, or nothing answers: an access hangs or ends in a bus error.`,
          hint: `It has ${profile.memories.map((memory) => `${memory.name} (${spanText(memory)})`).join(', ')}. Registers are content: registers.`,
        },
      ];
    });
  },
};

/** The first piece of a range that no memory of the profile has; the whole range where none has any of it. */
function uncovered({ memories }: BoardProfile, range: Span): Span | undefined {
  let left: Span = range;
  for (const memory of memories.toSorted((a, b) => (a.address < b.address ? -1 : 1))) {
    const part = common(memory, left);
    if (part === undefined) continue;
    if (part.address > left.address) return { address: left.address, size: part.address - left.address };
    const end = part.address + part.size;
    left = { address: end, size: left.address + left.size - end };
  }
  return left.size > 0n ? left : undefined;
}
