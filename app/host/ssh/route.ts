/** The way to a board: what the list of boards says, completed by ~/.ssh/config, for each jump host too. */
import { homedir, hostname, userInfo } from 'node:os';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { Board } from '../../contract/board.ts';
import { type Around, destinationOf, type Wanted } from './config/destination-of.ts';
import { badLine, type ConfigFiles, type ConfigItem, defaultConfigFiles, readConfig } from './config/read-config.ts';
import type { JumpName } from './config/values.ts';
import type { Destination, Route } from './destination.ts';
import { defaultKnownHosts, type KnownHostsFiles } from './known-hosts-files.ts';

export interface RouteOptions {
  /** Absent: the tool's own file, the user's and the machine's. A board's own `knownHostsFile` replaces them. */
  readonly knownHosts?: KnownHostsFiles;
  /** Absent: SSH_AUTH_SOCK. Empty: none. */
  readonly agentSocket?: string;
  /** Absent: ~/.ssh/config and /etc/ssh/ssh_config. */
  readonly configFiles?: ConfigFiles;
  /** Milliseconds without any progress after which a stage is given up; absent: ConnectTimeout, else 10 s. */
  readonly stageTimeoutMs?: number;
}

/**
 * Reads the configuration anew each time. A board that the tool runs itself is reached as the tool knows, whatever the
 * files say of 127.0.0.1. Throws `ssh.config-unreadable`, `ssh.config-bad-line`, `ssh.jump-loop`.
 */
export async function routeTo(board: Board, options: RouteOptions = {}): Promise<Route> {
  const files = board.emulated === undefined ? await configHere(options) : [];
  return routeIn(board, files, aroundHere(options));
}

/** The user's and the machine's configuration. Throws `ssh.config-unreadable`, `ssh.config-bad-line`. */
export async function configHere({ configFiles }: RouteOptions = {}): Promise<readonly (readonly ConfigItem[])[]> {
  const home = homeHere();
  return await readConfig(configFiles ?? defaultConfigFiles(home), home);
}

const homeHere = (): string => process.env.HOME ?? homedir();

/** This process's user, machine and environment. */
export function aroundHere(options: RouteOptions = {}): RouteAround {
  const { agentSocket } = options;
  const { username, uid } = userInfo();
  return {
    localUser: username,
    uid,
    home: homeHere(),
    localHost: hostname(),
    environment: { ...process.env, ...(agentSocket !== undefined && { SSH_AUTH_SOCK: agentSocket }) },
    knownHosts: options.knownHosts ?? defaultKnownHosts(),
    bad: badLine,
    stageTimeoutMs: options.stageTimeoutMs,
  };
}

export interface RouteAround extends Around {
  /** Instead of what the files say. */
  readonly stageTimeoutMs: number | undefined;
}

/** Pure. */
export function routeIn(board: Board, files: readonly (readonly ConfigItem[])[], around: RouteAround): Route {
  const { stageTimeoutMs } = around;
  const resolve = (wanted: Wanted) => {
    const { destination, jumps } = destinationOf(wanted, files, around);
    return { destination: stageTimeoutMs === undefined ? destination : { ...destination, stageTimeoutMs }, jumps };
  };
  const { destination, jumps } = resolve({
    name: board.host,
    port: board.port,
    user: board.user,
    identityFile: board.identityFile,
    knownHostsFile: board.knownHostsFile,
  });
  return { jumps: jumpsTo(jumps, resolve, [board.host]), board: destination };
}

type Resolve = (wanted: Wanted) => { readonly destination: Destination; readonly jumps: readonly JumpName[] };

/**
 * The jump hosts in order. The first of a list is reached as its own configuration says; those after it through the one
 * before, whatever theirs says (ssh.c builds `ssh -J first,… last`). `on`: names on whose behalf this is asked.
 */
function jumpsTo(names: readonly JumpName[], resolve: Resolve, on: readonly string[]): Destination[] {
  return names.flatMap(({ host, user, port }, index) => {
    if (on.includes(host)) throw loop([...on, host]);
    const found = resolve({ name: host, user, port, identityFile: undefined, knownHostsFile: undefined });
    const before = index === 0 ? jumpsTo(found.jumps, resolve, [...on, host]) : [];
    return [...before, found.destination];
  });
}

function loop(names: readonly string[]) {
  const last = names.at(-1) ?? '';
  return problem('ssh.jump-loop', `The way to ${names[0]} never ends: ${names.join(' through ')}.`, {
    hint: `Keep ${last} out of what sends others through it: Host * !${last}, or ProxyJump none for ${last} before it.`,
    data: { stage: 'resolve', names },
  });
}
