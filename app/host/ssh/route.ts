/** The way to a board, from the list of boards. */
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Board } from '../../contract/board.ts';
import type { Destination, IdentityFile, Route } from './destination.ts';
import { defaultKnownHosts, type KnownHostsFiles, knownHostsFor } from './known-hosts-files.ts';

export interface RouteOptions {
  /** Absent: the tool's own file, the user's and the machine's. A board's own `knownHostsFile` replaces them. */
  readonly knownHosts?: KnownHostsFiles;
  /** Absent: SSH_AUTH_SOCK. Empty: none. */
  readonly agentSocket?: string;
  /** Milliseconds without any progress after which a stage is given up. */
  readonly stageTimeoutMs?: number;
}

/** Files that ssh(1) tries by itself and that ssh2 can use, in its order. */
const usualFiles = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

export async function routeTo(board: Board, options: RouteOptions = {}): Promise<Route> {
  const home = process.env.HOME ?? homedir();
  const identityFiles: IdentityFile[] =
    board.identityFile === undefined
      ? usualFiles.map((name) => ({ file: join(home, '.ssh', name), required: false }))
      : [{ file: board.identityFile.replace(/^~(?=\/)/, home), required: true }];
  const port = board.port ?? 22;
  const agent = options.agentSocket ?? process.env.SSH_AUTH_SOCK;
  const destination: Destination = {
    name: board.host,
    host: board.host,
    port,
    user: board.user ?? userInfo().username,
    knownAs: { host: board.host, port },
    knownHosts: knownHostsFor(board, options.knownHosts ?? defaultKnownHosts()),
    identityFiles,
    identitiesOnly: false,
    agent: agent === '' ? undefined : agent,
    stageTimeoutMs: options.stageTimeoutMs ?? 10_000,
    keepalive: { intervalMs: 3_000, countMax: 3 },
    proxyCommand: undefined,
    notes: [],
  };
  return { jumps: [], board: destination };
}
