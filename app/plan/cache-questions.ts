/**
 * The cache policy of a region, asked as questions: what it is, who writes it, and whether the device's port snoops the CPU's
 * cache. A pure table (docs/decisions/0021-cache-as-questions.md):
 *
 * | who writes                         | the port snoops | it does not, or nobody knows |
 * | ---------------------------------- | --------------- | ---------------------------- |
 * | both, in turns                     | coherent        | noncoherent                  |
 * | the CPU; the device reads          | coherent        | noncoherent, cpu-writes      |
 * | the device; the CPU reads          | coherent        | noncoherent, device-writes   |
 * | both, at any time                  | coherent        | off, mapped write-combine    |
 * | the CPU alone                      | noncoherent     | noncoherent                  |
 *
 * Registers have the cache off, and are mapped non-cached.
 */
import type { Content } from '../../remote-helper/contract/memory.ts';
import type { Edit, PlanPath } from './finding.ts';
import type { FormText } from './form-text.ts';
import type { CachePolicy } from './schema.ts';

/** The first that gives what a plan says is the one that is taken for it. */
export const writers = ['turns', 'cpu', 'device', 'any-time', 'alone'] as const;
export type Writer = (typeof writers)[number];

/** Whether the port that the device uses snoops the CPU's cache. */
export const snoopAnswers = ['no', 'yes', 'unknown'] as const;
export type Snoops = (typeof snoopAnswers)[number];

export interface CacheAnswers {
  readonly content: Content;
  readonly writer: Writer;
  readonly snoops: Snoops;
}

/** What a plan says of a region that has to do with its cache, each as it is written or by default. */
export interface CacheValues {
  readonly content: string;
  readonly cache: string;
  readonly mode: string;
  readonly always: string;
  readonly direction: string;
}

export interface CacheChoice {
  readonly content: Content;
  readonly cache: CachePolicy;
  /** What a sync is told of who writes; absent: it plays no part. */
  readonly direction?: 'both' | 'cpu-writes' | 'device-writes';
  /** What it means for who uses the region, in a sentence. */
  readonly consequence: string;
  /** Why, and what else one should know, as sentences. */
  readonly reasons: readonly string[];
}

/** What each key means that a plan leaves out (schema.ts; uiomem-interface: Files, "at the start"). */
const usual: CacheValues = {
  content: 'memory',
  cache: 'noncoherent',
  mode: 'non-cached',
  always: 'false',
  direction: 'both',
};

const snooped: Readonly<Record<Writer, CachePolicy>> = {
  turns: 'coherent',
  cpu: 'coherent',
  device: 'coherent',
  'any-time': 'coherent',
  alone: 'noncoherent',
};
const notSnooped: Readonly<Record<Writer, CachePolicy>> = {
  turns: 'noncoherent',
  cpu: 'noncoherent',
  device: 'noncoherent',
  'any-time': 'off',
  alone: 'noncoherent',
};
const directions = {
  turns: 'both',
  cpu: 'cpu-writes',
  device: 'device-writes',
  'any-time': 'both',
  alone: 'both',
} as const;

const registersChoice: CacheChoice = {
  content: 'registers',
  cache: 'off',
  consequence: 'Every access goes to the registers just as it is written: nothing is cached, merged or repeated.',
  reasons: [
    'A cache would answer reads from old copies, and would hand writes on late.',
    'On ARM it is Device memory then: aligned loads and stores of the register’s width, and no memcpy.',
  ],
};

/** By the writer, where the CPU caches and nothing snoops (uiomem-interface: The sync command). */
const byHand: Readonly<Record<Exclude<Writer, 'any-time'>, Pick<CacheChoice, 'consequence' | 'reasons'>>> = {
  turns: {
    consequence:
      'The CPU works at the speed of its cache, and hands over: sync for device after it has written, sync for CPU before it reads.',
    reasons: ['One side has the buffer at a time: of a cache line that both write to, one write is lost.'],
  },
  cpu: {
    consequence:
      'The CPU writes at the speed of its cache, and calls sync for device when it is done: until then the device reads what was there before.',
    reasons: ['Sync for CPU does nothing in this direction: what the device writes all the same may never be seen.'],
  },
  device: {
    consequence:
      'The CPU reads at the speed of its cache, and calls sync for CPU before it looks at what the device wrote: without it, it sees old data.',
    reasons: ['What the CPU writes there all the same is thrown away by the next sync, in this direction.'],
  },
  alone: {
    consequence:
      'The CPU works at the speed of its cache, and nothing has to be synchronised: there is nobody else to see old data.',
    reasons: [
      'Reading through the file /dev/… invalidates first: what was written through a mapping is lost unless it was synchronised.',
    ],
  },
};

/** Pure, total: each combination of answers gives one policy. `whyNot`: why nothing can snoop there on this board, as a sentence. */
export function cacheChoice({ content, writer, snoops }: CacheAnswers, whyNot?: string): CacheChoice {
  if (content === 'registers') return registersChoice;
  const cache = (snoops === 'yes' && whyNot === undefined ? snooped : notSnooped)[writer];
  const reasons: string[] = [];
  if (writer !== 'alone' && snoops === 'yes' && whyNot !== undefined) reasons.push(whyNot);
  if (writer !== 'alone' && snoops === 'unknown') {
    reasons.push(
      'While nobody knows whether the port snoops, it is taken as if it did not: a sync too many costs time, one too few costs data.',
    );
  }
  switch (cache) {
    case 'coherent':
      return {
        content,
        cache,
        direction: directions[writer],
        consequence:
          'The CPU works at the speed of its cache, and nothing has to be synchronised: what the device reads and writes goes through that cache.',
        reasons: [
          ...reasons,
          'It holds for what comes through a port that snoops, with transactions that ask for it, and for nothing else.',
        ],
      };
    case 'off':
      return {
        content,
        cache,
        consequence:
          'Every access goes to the memory: slower, but neither side ever sees old data, and nothing has to be synchronised.',
        reasons: [
          ...reasons,
          'Where both write to one cache line at any time, no sync keeps both writes.',
          'Mapped write-combine it is normal memory on ARM, so that memcpy works; a barrier goes between the data and the flag that announces it.',
        ],
      };
    case 'noncoherent': {
      const told = byHand[writer === 'any-time' ? 'turns' : writer];
      return {
        content,
        cache,
        direction: directions[writer],
        consequence: told.consequence,
        reasons: [...reasons, ...told.reasons],
      };
    }
  }
}

/** Pure. What a plan's text says of the region at `path`. */
export function cacheValues(form: Pick<FormText, 'written'>, path: PlanPath): CacheValues {
  const of = (key: 'content' | 'cache') => form.written([...path, key]) ?? usual[key];
  const sync = (key: 'mode' | 'always' | 'direction') => form.written([...path, 'sync', key]) ?? usual[key];
  return {
    content: of('content'),
    cache: of('cache'),
    mode: sync('mode'),
    always: sync('always'),
    direction: sync('direction'),
  };
}

/** Mappings without a cache that are normal memory on ARM. */
const normalModes = ['write-combine', 'dma-coherent'];

/** What has to be another value so that a plan says what was chosen; empty when it does. */
function wanted({ content, cache, direction }: CacheChoice, now: CacheValues): Partial<CacheValues> {
  const bypasses = now.always === 'true' && now.mode !== 'as-is';
  const change: Partial<Record<keyof CacheValues, string>> = {};
  if (now.content !== content) change.content = content;
  if (now.cache !== cache) change.cache = cache;
  if (content === 'registers') {
    if (now.mode !== 'non-cached') change.mode = 'non-cached';
    return change;
  }
  if (cache === 'off') {
    if (!normalModes.includes(now.mode)) change.mode = 'write-combine';
    return change;
  }
  // What went with a cache that was off goes with it.
  if (now.cache === 'off' && now.mode === 'write-combine') change.mode = usual.mode;
  if (bypasses) change.always = usual.always;
  if (cache === 'noncoherent' && now.direction !== direction) change.direction = direction ?? usual.direction;
  if (cache === 'coherent' && now.direction !== usual.direction && now.direction !== direction)
    change.direction = usual.direction;
  return change;
}

/** Pure. Whether a plan says what the answers give. */
export function isChosen(answers: CacheAnswers, now: CacheValues, whyNot?: string): boolean {
  return Object.keys(wanted(cacheChoice(answers, whyNot), now)).length === 0;
}

/** Pure. The first answers that give what a plan says; undefined where it is another choice than the questions give. */
export function answersOf(now: CacheValues, whyNot?: string): CacheAnswers | undefined {
  const all = (['memory', 'registers'] as const).flatMap((content) =>
    writers.flatMap((writer) => snoopAnswers.map((snoops): CacheAnswers => ({ content, writer, snoops }))),
  );
  return all.find((answers) => isChosen(answers, now, whyNot));
}

const syncKeys = ['mode', 'always', 'offset', 'size', 'direction'];

/** Pure. The edits of a plan's text that make the region at `path` what was chosen, and change no more. */
export function cacheEdits(form: Pick<FormText, 'written'>, path: PlanPath, choice: CacheChoice): Edit[] {
  const change = Object.entries(wanted(choice, cacheValues(form, path)));
  const placeOf = (key: string) => (syncKeys.includes(key) ? [...path, 'sync', key] : [...path, key]);
  const edits: Edit[] = [];
  const away: string[] = [];
  for (const [key, value] of change) {
    // A sync attribute is set on the board when a plan names it: with its start value it is not named any more.
    if (syncKeys.includes(key) && value === usual[key as keyof CacheValues]) away.push(key);
    else edits.push({ op: 'set', path: placeOf(key), value });
  }
  const stays = syncKeys.filter((key) => form.written(placeOf(key)) !== undefined && !away.includes(key));
  const isEmptied =
    away.length > 0 && stays.length === 0 && !change.some(([key]) => syncKeys.includes(key) && !away.includes(key));
  if (isEmptied) return [...edits, { op: 'remove', path: [...path, 'sync'] }];
  return [...edits, ...away.map((key): Edit => ({ op: 'remove', path: placeOf(key) }))];
}
