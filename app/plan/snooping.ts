/** What the manual of a board's kind says of ports that snoop the CPU's cache, for a range of a plan. */
import type { Facts } from './facts.ts';
import { coherence } from './lint/coherence.ts';
import type { BoardProfile } from './profile.ts';
import type { Plan, Region } from './schema.ts';

/** Pure. Why nothing can snoop there, as a sentence; undefined where something may, or nobody says. Lint judges it, so that both agree. */
export function whyNotSnooped(region: Region | undefined, facts: Facts | undefined): string | undefined {
  if (region === undefined) return undefined;
  const coherent: Region = { ...region, content: 'memory', cache: 'coherent' };
  const plan: Plan = { version: 1, module: { from: 'built-in', info: true }, regions: [coherent] };
  return coherence.check({ plan, facts }).find(({ severity }) => severity === 'warning')?.message;
}

export interface PortWords {
  readonly name: string;
  readonly text: string;
  readonly source: string;
}

const words: Readonly<Record<BoardProfile['ports'][number]['coherent'], string>> = {
  yes: 'snoops',
  no: 'does not snoop',
  depends: 'snoops on a condition',
};

/** Pure. Each port of the board and whether it snoops, those that may first. */
export function portWords(profile: BoardProfile | undefined): PortWords[] {
  const order = ['yes', 'depends', 'no'];
  return (profile?.ports ?? [])
    .toSorted((a, b) => order.indexOf(a.coherent) - order.indexOf(b.coherent))
    .map(({ name, coherent, note, source }) => ({
      name,
      text: note === undefined ? `${words[coherent]}.` : `${words[coherent]}. ${note}`,
      source,
    }));
}
