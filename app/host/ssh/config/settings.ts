/** What ssh_config(5) files say for one host: Host and Match decided, the first value obtained counts. Pure. */
import { matchesList } from '../pattern.ts';
import type { BadLine, Directive, Place } from './lines.ts';
import type { ConfigItem } from './read-config.ts';
import { expandTokens } from './tokens.ts';

export interface Setting {
  readonly words: readonly [string, ...string[]];
  readonly rest: string;
  readonly place: Place;
}

export interface Asked {
  /** As it was typed. */
  readonly host: string;
  /** Typed too, or what the list of boards says: counts before the files. */
  readonly user: string | undefined;
  readonly localUser: string;
}

export interface Settings {
  /** By keyword in lower case: the first value. */
  readonly first: ReadonlyMap<string, Setting>;
  /** Keywords of which each counts: IdentityFile, CertificateFile. */
  readonly every: ReadonlyMap<string, readonly Setting[]>;
  /** Name to dial: HostName with its tokens, or what was typed. In lower case. */
  readonly hostname: string;
  /** What was found and cannot be followed, as sentences. */
  readonly notes: readonly string[];
}

const repeated = new Set(['identityfile', 'certificatefile']);

interface Pass {
  readonly asked: Asked;
  /** What Host is compared with: typed, and in a final pass the name to dial. */
  readonly host: string;
  readonly final: boolean;
  readonly first: Map<string, Setting>;
  readonly every: Map<string, Setting[]>;
  readonly notes: Set<string>;
  wantsFinal: boolean;
}

/** Throws what `bad` makes of a line that cannot be understood. */
export function settingsFor(
  files: readonly (readonly ConfigItem[])[],
  asked: Asked,
  bad: (line: BadLine) => Error,
): Settings {
  const pass: Pass = {
    asked,
    host: asked.host,
    final: false,
    first: new Map(),
    every: new Map(),
    notes: new Set(),
    wantsFinal: false,
  };
  const run = (of: Pass) => {
    for (const items of files) walk(items, of, true, false, bad);
  };
  run(pass);
  const hostname = hostnameIn(pass);
  // With `Match final` the files are read again under the name that is dialled; what has a value keeps it (ssh.c: main).
  if (pass.wantsFinal) run({ ...pass, host: hostname, final: true });
  return { first: pass.first, every: pass.every, hostname, notes: [...pass.notes] };
}

function hostnameIn({ first, asked }: Pick<Pass, 'first' | 'asked'>): string {
  const written = first.get('hostname')?.words[0];
  return (written === undefined ? asked.host : expandTokens(written, { h: asked.host })).toLowerCase();
}

/** Follows the lines; `never`: inside an Include that does not count, whose own Host and Match count no more. */
function walk(
  items: readonly ConfigItem[],
  pass: Pass,
  activeAtStart: boolean,
  never: boolean,
  bad: (line: BadLine) => Error,
): void {
  let active = activeAtStart;
  for (const item of items) {
    if ('included' in item) walk(item.included, pass, active, never || !active, bad);
    else if (item.keyword === 'host') active = !never && matchesList(item.words, pass.host);
    else if (item.keyword === 'match') {
      const matched = matches(item, pass, bad);
      active = !never && matched;
    } else if (active && item.keyword !== 'include') take(item, pass);
  }
}

function take({ keyword, words, rest, place }: Directive, { first, every }: Pass): void {
  const setting = { words, rest, place };
  if (repeated.has(keyword)) {
    const before = every.get(keyword) ?? [];
    if (!before.some((known) => known.words[0] === words[0])) every.set(keyword, [...before, setting]);
  } else if (!first.has(keyword)) first.set(keyword, setting);
}

const withoutArgument = new Set(['all', 'final', 'canonical']);

function matches(line: Directive, pass: Pass, bad: (line: BadLine) => Error): boolean {
  const fail = (reason: string) => bad({ reason, place: line.place });
  const words = [...line.words];
  let result = true;
  for (let count = 0; words.length > 0; count += 1) {
    const written = words.shift() ?? '';
    if (written.startsWith('#')) break;
    const negated = written.startsWith('!');
    // Newer versions take `host=name` too.
    const [, name = '', joined] = /^!?([^=]*)(?:=(.*))?$/.exec(written) ?? [];
    const criterion = name.toLowerCase();
    if (criterion === 'all') {
      const alone = count <= 1 && words.every((word) => word.startsWith('#'));
      if (!alone) throw fail('“all” stands alone in a Match, or after “final” or “canonical”');
      return result && !negated;
    }
    const argument = withoutArgument.has(criterion) ? '' : (joined ?? words.shift());
    if (argument === undefined) throw fail(`Match ${name} has no argument`);
    const holds = criterionHolds(criterion, argument, pass);
    if (holds === undefined) {
      if (result) {
        const { file, line: number } = line.place;
        pass.notes.add(`${file}:${number}: Match ${criterion} is not followed here, so what it brings is left out`);
      }
      result = false;
    } else if (holds === negated) result = false;
  }
  return result;
}

/** Undefined: not to be known here. Commands of `exec` are never run. */
function criterionHolds(criterion: string, argument: string, pass: Pass): boolean | undefined {
  const { asked, final, first } = pass;
  const patterns = argument.split(',');
  const lower = patterns.map((pattern) => pattern.toLowerCase());
  switch (criterion) {
    case 'final':
      pass.wantsFinal = true;
      return final;
    case 'canonical':
      return final;
    case 'host':
      return matchesList(lower, final ? pass.host : hostnameIn(pass));
    case 'originalhost':
      return matchesList(lower, asked.host.toLowerCase());
    case 'user':
      return matchesList(patterns, asked.user ?? first.get('user')?.words[0] ?? asked.localUser);
    case 'localuser':
      return matchesList(patterns, asked.localUser);
    default:
      return undefined;
  }
}
