/** The journal of applies on the board, read as what stands and what was left unfinished, and written entry by entry. */
import { z } from 'zod';
import { content } from '../../../remote-helper/contract/memory.ts';
import { u64 } from '../../../remote-helper/contract/quantity.ts';
import type { BoardSession } from '../session/session.ts';
import { type Undo, undo } from './undo.ts';

const plannedRegion = z.object({ device: z.string(), address: u64, size: u64, content });
/** For reports (journal-account.ts) and nothing else: an entry counts whatever it says. */
const told = z.json().optional();
const stamp = { who: z.string(), at: z.string(), regions: z.array(plannedRegion), told };

/** The host's own entries; those that a newer version wrote in another format are left alone. */
export const entry = z.discriminatedUnion('event', [
  /** `who`: user and workstation, for people. `at`: of the workstation's clock. `regions`: what the plan says they hold. */
  z.object({ format: z.literal(1), event: z.literal('begin'), apply: z.string(), plan: z.string(), ...stamp }),
  z.object({ format: z.literal(1), event: z.literal('resume'), apply: z.string(), ...stamp }),
  /** Written before the board is touched, so that a lost link leaves a way back. */
  z.object({
    format: z.literal(1),
    event: z.literal('will'),
    apply: z.string(),
    index: z.int(),
    title: z.string(),
    undo: undo.optional(),
    told,
  }),
  z.object({
    format: z.literal(1),
    event: z.literal('did'),
    apply: z.string(),
    index: z.int(),
    told,
  }),
  /** Why it is undone; `index`: the step that failed, absent when none of them did. */
  z.object({
    format: z.literal(1),
    event: z.literal('failed'),
    apply: z.string(),
    index: z.int().optional(),
    told,
  }),
  /** Somebody asked for it. */
  z.object({
    format: z.literal(1),
    event: z.literal('rollback'),
    apply: z.string(),
    who: z.string(),
    at: z.string(),
  }),
  z.object({ format: z.literal(1), event: z.literal('undone'), apply: z.string(), index: z.int() }),
  z.object({
    format: z.literal(1),
    event: z.literal('end'),
    apply: z.string(),
    outcome: z.enum(['applied', 'rolled-back']),
    at: z.string().optional(),
  }),
]);
export type JournalEntry = z.output<typeof entry>;

/** An apply as the journal tells it. */
export interface Transaction {
  readonly id: string;
  readonly plan: string;
  readonly who: string;
  readonly at: string;
  readonly regions: readonly z.output<typeof plannedRegion>[];
  /** `unfinished`: it was interrupted, or runs right now on another workstation. */
  readonly state: 'applied' | 'rolled-back' | 'unfinished';
  /** What can be taken back, in the order in which it was done. */
  readonly done: readonly { readonly index: number; readonly title: string; readonly undo: Undo }[];
  /** Titles of steps that were begun and of which the journal does not say that they were done or undone. */
  readonly unknown: readonly string[];
  /** One more than the last step's. */
  readonly next: number;
}

/** Pure: the applies of a boot, oldest first. Entries of another boot say nothing about this one. */
export function transactionsOf(
  entries: readonly { readonly bootId: string; readonly entry: unknown }[],
  bootId: string,
): Transaction[] {
  const all = new Map<string, { -readonly [K in keyof Transaction]: Transaction[K] }>();
  const open = new Map<string, Map<number, string>>();
  for (const line of entries) {
    if (line.bootId !== bootId) continue;
    const parsed = z.safeDecode(entry, line.entry as never);
    if (!parsed.success) continue;
    const said = parsed.data;
    if (said.event === 'begin') {
      const { apply: id, plan, who, at, regions } = said;
      open.set(id, new Map());
      all.set(id, { id, plan, who, at, regions, state: 'unfinished', done: [], unknown: [], next: 0 });
      continue;
    }
    const known = all.get(said.apply);
    const begun = open.get(said.apply);
    if (known === undefined || begun === undefined) continue;
    switch (said.event) {
      case 'resume':
        known.state = 'unfinished';
        known.who = said.who;
        known.at = said.at;
        known.regions = said.regions;
        break;
      case 'will':
        known.next = said.index + 1;
        begun.set(said.index, said.title);
        if (said.undo !== undefined)
          known.done = [...known.done, { index: said.index, title: said.title, undo: said.undo }];
        break;
      case 'did':
        begun.delete(said.index);
        break;
      case 'undone':
        begun.delete(said.index);
        known.done = known.done.filter(({ index }) => index !== said.index);
        break;
      case 'end':
        known.state = said.outcome;
        break;
    }
    known.unknown = [...begun.values()];
  }
  return [...all.values()];
}

/** The journal of one session's board, for the boot that it is in. */
export class ApplyJournal {
  readonly #session: Pick<BoardSession, 'helper'>;
  readonly #bootId: string;

  constructor(session: Pick<BoardSession, 'helper'>, bootId: string) {
    this.#session = session;
    this.#bootId = bootId;
  }

  async transactions(): Promise<Transaction[]> {
    return transactionsOf(await this.entries(), this.#bootId);
  }

  /** Of every boot, as they were written. */
  async entries(): Promise<readonly { readonly bootId: string; readonly entry: unknown }[]> {
    return (await this.#session.helper.call('journal.read', {})).entries;
  }

  /** Resolves once the board has it on its disk. */
  async write(said: JournalEntry): Promise<void> {
    await this.#session.helper.call('journal.append', {
      bootId: this.#bootId,
      entry: z.encode(entry, said) as never,
    });
  }

  /** Empties it when nothing of this boot stands any more; a reboot has undone everything else. */
  async tidy(): Promise<void> {
    const transactions = await this.transactions();
    if (transactions.every(({ state }) => state === 'rolled-back'))
      await this.#session.helper.call('journal.clear', {});
  }
}
