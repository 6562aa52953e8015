/** A destination out of what is asked for and what ssh_config(5) files say of it. Pure. */
import { isIP } from 'node:net';
import { problem } from '../../../../remote-helper/rpc/problem.ts';
import type { Destination, IdentityFile } from '../destination.ts';
import type { KnownHostsFiles } from '../known-hosts-files.ts';
import type { BadLine } from './lines.ts';
import type { ConfigItem } from './read-config.ts';
import { settingsFor } from './settings.ts';
import { expandTokens, type Surroundings, type Tokens, tokensFor, UnknownToken } from './tokens.ts';
import { unheededNotes } from './unheeded.ts';
import { type JumpName, jumpNames, type Values, valuesOf } from './values.ts';

/** What is asked for: a name, and what was said beside it, which counts before the files. */
export interface Wanted {
  readonly name: string;
  readonly port: number | undefined;
  readonly user: string | undefined;
  readonly identityFile: string | undefined;
  /** A file that alone vouches for it. */
  readonly knownHostsFile: string | undefined;
}

export interface Around extends Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The tool's file; the others when the configuration names none. */
  readonly knownHosts: KnownHostsFiles;
  readonly bad: (line: BadLine) => Error;
}

export interface Resolved {
  readonly destination: Destination;
  /** The jump hosts on the way to it, as they are written. */
  readonly jumps: readonly JumpName[];
}

/** Files that ssh(1) tries by itself and that ssh2 can use, in its order. */
const usualFiles = ['id_ed25519', 'id_ecdsa', 'id_rsa'];
/** Milliseconds until a machine that does not answer is given up: four SYNs of TCP (RFC 6298: after 0, 1, 3 and 7 s). */
const connectTimeoutMs = 10_000;
/** A lost link is to be told within 10 s. */
const keepalive = { intervalMs: 3_000, patienceMs: 9_000 };

/** Throws `ssh.config-bad-line` (made by `around.bad`) and `ssh.name-unsafe`. */
export function destinationOf(wanted: Wanted, files: readonly (readonly ConfigItem[])[], around: Around): Resolved {
  const { localUser, home, environment, bad } = around;
  const asked = { host: wanted.name, user: wanted.user, localUser };
  const settings = settingsFor(files, asked, bad);
  const before = valuesOf(settings, { tokens: {}, home, environment, bad });
  const port = wanted.port ?? before.whole('port', 1, 65_535) ?? 22;
  const user = wanted.user ?? before.text('user') ?? localUser;
  const alias = before.text('hostkeyalias');
  const jump = settings.first.get('proxyjump');
  const host = settings.hostname;
  const tokens = tokensFor({ typed: wanted.name, host, port, user, alias, jump: jump?.words[0] }, around);
  const values = valuesOf(settings, { tokens, home, environment, bad });
  const jumps = jump === undefined ? [] : jumpNames(jump.words[0]);
  if (jumps === undefined && jump !== undefined) {
    throw values.bad(jump, `ProxyJump ${JSON.stringify(jump.words[0])} is no list of [user@]host[:port]`);
  }
  // Of the two the one that is found first counts (readconf.c: parse_jump).
  const command = settings.first.get('proxycommand');
  const [jumpAt, commandAt] = [...settings.first.keys()].filter((k) => k === 'proxyjump' || k === 'proxycommand');
  const commandCounts = command !== undefined && (jumpAt === 'proxycommand' || commandAt === undefined);
  const proxyCommand =
    commandCounts && command.words[0].toLowerCase() !== 'none'
      ? proxyCommandOf(command.rest, { typed: wanted.name, host, user }, tokens)
      : undefined;
  return {
    destination: {
      name: wanted.name,
      host,
      port,
      user,
      knownAs: alias === undefined ? { host, port } : { host: alias, port: 22 },
      knownHosts: knownHostsOf(wanted, settings.first, values, around.knownHosts),
      identityFiles: identityFilesOf(wanted, settings.every.get('identityfile') ?? [], values, home),
      identitiesOnly: values.flag('identitiesonly') ?? false,
      agent: agentOf(settings.first.get('identityagent'), values, environment),
      without: withoutOf(values),
      family: familyOf(values.text('addressfamily')),
      stageTimeoutMs: values.milliseconds('connecttimeout') || connectTimeoutMs,
      keepalive: keepaliveOf(values),
      proxyCommand,
      notes: [...settings.notes, ...unheededNotes(settings)],
    },
    jumps: commandCounts ? [] : (jumps ?? []),
  };
}

type First = ReturnType<typeof settingsFor>['first'];
type Setting = NonNullable<ReturnType<First['get']>>;

function knownHostsOf(wanted: Wanted, first: First, values: Values, usual: KnownHostsFiles): KnownHostsFiles {
  if (wanted.knownHostsFile !== undefined) return { own: wanted.knownHostsFile, others: [] };
  const [usualUser, usualGlobal] = usual.others;
  const named = (keyword: string, fallback: string | undefined): string[] => {
    const setting = first.get(keyword);
    if (setting === undefined) return fallback === undefined ? [] : [fallback];
    return setting.words.filter((word) => word.toLowerCase() !== 'none').map((word) => values.path(setting, word));
  };
  return {
    own: usual.own,
    others: [...named('userknownhostsfile', usualUser), ...named('globalknownhostsfile', usualGlobal)],
  };
}

function identityFilesOf(wanted: Wanted, found: readonly Setting[], values: Values, home: string): IdentityFile[] {
  const named = found
    .filter(({ words: [word] }) => word.toLowerCase() !== 'none')
    .map((setting) => ({ file: values.path(setting), required: false }));
  const own =
    wanted.identityFile === undefined ? [] : [{ file: wanted.identityFile.replace(/^~(?=\/)/, home), required: true }];
  if (own.length > 0 || found.length > 0) {
    return [...own, ...named.filter(({ file }) => file !== own[0]?.file)];
  }
  return usualFiles.map((name) => ({ file: `${home}/.ssh/${name}`, required: false }));
}

function agentOf(setting: Setting | undefined, values: Values, environment: Around['environment']): string | undefined {
  const usual = environment.SSH_AUTH_SOCK || undefined;
  if (setting === undefined) return usual;
  const [word] = setting.words;
  if (word === 'SSH_AUTH_SOCK') return usual;
  if (word.toLowerCase() === 'none') return undefined;
  if (word.startsWith('$') && !word.startsWith('${')) return environment[word.slice(1)] || undefined;
  return values.path(setting);
}

function withoutOf(values: Values): Destination['without'] {
  const without = new Set<'publickey' | 'password' | 'keyboard-interactive'>();
  if (values.flag('pubkeyauthentication') === false) without.add('publickey');
  if (values.flag('passwordauthentication') === false) without.add('password');
  const asked = values.flag('kbdinteractiveauthentication') ?? values.flag('challengeresponseauthentication');
  if (asked === false) without.add('keyboard-interactive');
  const preferred = values.text('preferredauthentications')?.split(',');
  if (preferred !== undefined) {
    for (const method of ['publickey', 'password', 'keyboard-interactive'] as const) {
      if (!preferred.includes(method)) without.add(method);
    }
  }
  return without;
}

function familyOf(text: string | undefined): 0 | 4 | 6 {
  return text === 'inet' ? 4 : text === 'inet6' ? 6 : 0;
}

function keepaliveOf(values: Values): Destination['keepalive'] {
  const intervalMs = values.milliseconds('serveraliveinterval') ?? 0;
  if (intervalMs === 0) return keepalive;
  const countMax = values.whole('serveralivecountmax', 0, 1_000_000) || 3;
  return {
    intervalMs: Math.min(intervalMs, keepalive.intervalMs),
    patienceMs: Math.min(intervalMs * countMax, keepalive.patienceMs),
  };
}

/** What a shell would take for more than a name (as OpenSSH since 9.6: ssh.c, valid_hostname and valid_ruser). */
const unsafe = /^-|[\s'"`$\\;&<>|(){}\p{Cc}]/u;

function proxyCommandOf(
  command: string,
  names: { readonly typed: string; readonly host: string; readonly user: string },
  { h, n, p, r }: Tokens,
): string {
  for (const name of Object.values(names)) {
    if (!unsafe.test(name) || isIP(name) !== 0) continue;
    throw problem(
      'ssh.name-unsafe',
      `${JSON.stringify(name)} cannot be handed to a ProxyCommand: a shell would take it for more than a name.`,
      {
        hint: 'Give the machine a Host with a HostName and a User of letters, digits, dots and dashes in ~/.ssh/config.',
        data: { stage: 'resolve', name },
      },
    );
  }
  try {
    return expandTokens(command, { h, n, p, r } as Tokens);
  } catch (thrown) {
    if (!(thrown instanceof UnknownToken)) throw thrown;
    throw problem('ssh.config-bad-line', `ProxyCommand ${command}: ${thrown.message}.`, {
      hint: 'ProxyCommand knows %h, %n, %p, %r and %%.',
      data: { stage: 'resolve', reason: thrown.message },
    });
  }
}
