/** One SSH connection to a board, through its jump hosts. */
import { ProblemError } from '../../../remote-helper/rpc/problem.ts';
import type { Board } from '../../contract/board.ts';
import type { SecretSource } from '../boards/secrets.ts';
import { connectProblem } from './connect-problem.ts';
import type { Destination } from './destination.ts';
import { type Dialled, dialTcp, dialThrough } from './dial.ts';
import { dialCommand } from './dial-command.ts';
import { handshake, hostKeyShown } from './handshake.ts';
import { agentKeysFor, identitiesFor } from './identity.ts';
import type { HostKey } from './known-hosts.ts';
import { readKnownHosts } from './known-hosts-files.ts';
import { firstGone, type Layer, linkLost, openLayer } from './layer.ts';
import { liveConnection, type SshConnection } from './live-connection.ts';
import type { OnStage } from './on-stage.ts';
import { type RouteOptions, routeTo } from './route.ts';
import { StageWatch } from './stage-watch.ts';

export type { SshConnection } from './live-connection.ts';

export interface ConnectOptions extends RouteOptions {
  readonly secrets: SecretSource;
  /** Fingerprint (`SHA256:…`) of an unknown key to accept and file. */
  readonly trust?: string;
  readonly signal?: AbortSignal;
  readonly onStage?: OnStage;
  /** Milliseconds for a person's answer; absent: two minutes. */
  readonly answerPatienceMs?: number;
}

/**
 * Connects: for each jump host and then for the board, dials, checks the host's key, authenticates. Every failure is a
 * Problem whose `data.stage` names the stage and `data.hop` the jump host; nothing stays open after one, nor after the signal.
 */
export async function connectSsh(board: Board, options: ConnectOptions): Promise<SshConnection> {
  const { signal: _opening, onStage: _told, ...again } = options;
  return await connect(board, options, () => connect(board, again, undefined));
}

async function connect(
  board: Board,
  options: ConnectOptions,
  another: (() => Promise<SshConnection>) | undefined,
): Promise<SshConnection> {
  return await along(board, options, async (to, jump, watch) => {
    const { layer, hostKey, ciphers } = await open(board, to, undefined, jump, watch, options);
    return (layers) => liveConnection({ board, to, hostKey, ciphers, layers: [...layers, layer], another });
  });
}

/** The key that the board shows, seen without logging in to it (to its jump hosts, as ever). */
export async function shownHostKey(board: Board, options: ConnectOptions): Promise<HostKey> {
  return await along(board, options, async (to, jump, watch) => {
    const dialled = await dial(to, jump, watch);
    try {
      const known = { files: to.knownHosts, ...(await readKnownHosts(to.knownHosts)) };
      const key = await hostKeyShown(dialled.stream, { to, known }, watch);
      return async (layers) => {
        for (const layer of layers.toReversed()) await layer.close();
        return key;
      };
    } finally {
      dialled.destroy();
    }
  });
}

type Last<T> = (
  to: Destination,
  jump: Layer | undefined,
  watch: StageWatch,
) => Promise<(layers: readonly Layer[]) => T | Promise<T>>;

/** Opens each jump host, then does `last` with the board. */
async function along<T>(board: Board, options: ConnectOptions, last: Last<T>): Promise<T> {
  options.signal?.throwIfAborted();
  const route = await routeTo(board, options);
  const layers: Layer[] = [];
  const step = async <R>(to: Destination, hop: string | undefined, work: (watch: StageWatch) => Promise<R>) => {
    using watch = new StageWatch(to, hop, options);
    try {
      watch.enter('resolve', `looking up ${to.host}`);
      for (const note of to.notes) watch.enter('resolve', note);
      return await work(watch);
    } catch (thrown) {
      options.signal?.throwIfAborted();
      // What ends a jump host reaches those behind it first.
      await new Promise((settled) => setImmediate(settled));
      const gone = firstGone(layers);
      if (gone !== undefined && isLoss(thrown)) {
        throw connectProblem(
          gone.to,
          { board: board.name, hop: gone.name, stage: watch.stage },
          linkLost(gone, gone.name),
        );
      }
      throw connectProblem(to, { board: board.name, hop, stage: watch.stage }, thrown);
    }
  };
  try {
    for (const jump of route.jumps) {
      const { layer } = await step(jump, jump.name, (watch) =>
        open(board, jump, jump.name, layers.at(-1), watch, options),
      );
      layers.push(layer);
    }
    const finish = await step(route.board, undefined, (watch) => last(route.board, layers.at(-1), watch));
    return await finish(layers);
  } catch (thrown) {
    for (const layer of layers.toReversed()) layer.destroy();
    throw thrown;
  }
}

/** What a machine out of sight looks like: errors of streams, and silence. */
function isLoss(thrown: unknown): boolean {
  return !(thrown instanceof ProblemError) || thrown.problem.id === 'link.lost' || thrown.problem.id === 'ssh.timeout';
}

async function dial(to: Destination, jump: Layer | undefined, watch: StageWatch): Promise<Dialled> {
  if (to.proxyCommand !== undefined) return dialCommand(to, to.proxyCommand, watch);
  return jump === undefined ? await dialTcp(to, watch) : await dialThrough(jump, to, watch);
}

async function open(
  board: Board,
  to: Destination,
  hop: string | undefined,
  jump: Layer | undefined,
  watch: StageWatch,
  options: ConnectOptions,
): Promise<{ layer: Layer; hostKey: HostKey; ciphers: readonly [string, string] }> {
  const identities = await identitiesFor(to);
  const agentKeys = await Promise.race([agentKeysFor(to, identities), watch.failed]);
  const known = { files: to.knownHosts, ...(await readKnownHosts(to.knownHosts)) };
  const dialled = await dial(to, jump, watch);
  try {
    // From here to ssh2's own listeners nothing may wait: an end of the connection in between would be lost.
    watch.enter('host-key', 'checking the host key');
    const { secrets, trust, answerPatienceMs } = options;
    const parts = { to, board: board.name, hop, known, identities, agentKeys, secrets, trust, answerPatienceMs };
    const { client, hostKey, ciphers } = await handshake(dialled.stream, parts, watch);
    return { layer: openLayer(to, client, dialled), hostKey, ciphers };
  } catch (thrown) {
    const explained = thrown instanceof ProblemError ? thrown : ((await dialled.explain?.(thrown)) ?? thrown);
    dialled.destroy();
    throw explained;
  }
}
