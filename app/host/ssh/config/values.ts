/** Values of ssh_config(5) as what they mean: numbers, times, yes and no, paths, jump hosts. Pure. */
import type { BadLine } from './lines.ts';
import type { Setting, Settings } from './settings.ts';
import { expandTokens, expandVariables, type Tokens, UnknownToken } from './tokens.ts';

/** A jump host as ProxyJump names it. */
export interface JumpName {
  readonly host: string;
  readonly user: string | undefined;
  readonly port: number | undefined;
}

export interface Values {
  text(keyword: string): string | undefined;
  /** `yes`, `true` and the others that OpenSSH takes. Undefined when it is not said. */
  flag(keyword: string): boolean | undefined;
  /** Throws a bad line when it is no whole number from `least` to `most`. */
  whole(keyword: string, least: number, most: number): number | undefined;
  /** Milliseconds of a time such as `10`, `1m30s`. */
  milliseconds(keyword: string): number | undefined;
  /** With `~`, variables and tokens put in. */
  path(setting: Setting, word?: string): string;
  bad(setting: Setting, reason: string): Error;
}

const flags: Readonly<Record<string, boolean>> = { yes: true, true: true, no: false, false: false };
/** sshd_config(5), "TIME FORMATS". */
const units: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };

export function valuesOf(
  settings: Settings,
  around: {
    readonly tokens: Tokens;
    readonly home: string;
    readonly environment: Readonly<Record<string, string | undefined>>;
    readonly bad: (line: BadLine) => Error;
  },
): Values {
  const bad = (setting: Setting, reason: string) => around.bad({ reason, place: setting.place });
  const found = (keyword: string) => settings.first.get(keyword);
  const values: Values = {
    bad,
    text: (keyword) => found(keyword)?.words[0],
    flag(keyword) {
      const setting = found(keyword);
      return setting === undefined ? undefined : flags[setting.words[0].toLowerCase()];
    },
    whole(keyword, least, most) {
      const setting = found(keyword);
      if (setting === undefined) return undefined;
      const [word] = setting.words;
      const value = Number(word);
      if (/^\d{1,9}$/.test(word) && value >= least && value <= most) return value;
      throw bad(setting, `${keyword} is ${JSON.stringify(word)}, not a whole number from ${least} to ${most}`);
    },
    milliseconds(keyword) {
      const setting = found(keyword);
      if (setting === undefined || setting.words[0].toLowerCase() === 'none') return undefined;
      const [word] = setting.words;
      if (!/^(\d{1,9}[smhdw]?)+$/i.test(word)) throw bad(setting, `${keyword} is ${JSON.stringify(word)}, not a time`);
      let seconds = 0;
      for (const [, digits, unit = ''] of word.matchAll(/(\d+)([smhdw]?)/gi)) {
        seconds += Number(digits) * (units[unit.toLowerCase()] ?? 1);
      }
      return seconds * 1_000;
    },
    path(setting, word = setting.words[0]) {
      try {
        const homely = word.replace(/^~(?=\/|$)/, around.home);
        return expandTokens(expandVariables(homely, around.environment), around.tokens);
      } catch (thrown) {
        if (thrown instanceof UnknownToken) throw bad(setting, thrown.message);
        throw thrown;
      }
    },
  };
  return values;
}

/**
 * The hosts of a ProxyJump, in the order of the way: `[user@]host[:port]` or `ssh://…`, with commas between. Undefined for
 * what is neither; `none` is an empty list.
 */
export function jumpNames(text: string): JumpName[] | undefined {
  if (text.toLowerCase() === 'none') return [];
  const names: JumpName[] = [];
  for (const piece of text.split(',')) {
    const found =
      /^(?:ssh:\/\/)?(?:([^@\s]*[^@\s:][^@\s]*)@)?(?:\[([^\]\s]+)\]|([^:@\s[\]/]+))(?::(\d{1,5}))?\/?$/i.exec(
        piece.trim(),
      );
    const host = found?.[2] ?? found?.[3];
    const port = found?.[4] === undefined ? undefined : Number(found[4]);
    if (host === undefined || host.startsWith('-')) return undefined;
    if (port !== undefined && (port < 1 || port > 65_535)) return undefined;
    names.push({ host, user: found?.[1], port });
  }
  return names;
}
