/** One SSH connection to a board: the host's key is judged before anything of ours is shown. */
import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { connect as connectSocket, type Socket } from 'node:net';
import ssh2, { type Client, type ConnectConfig } from 'ssh2';
import { type Problem, type ProblemError, problem } from '../../../remote-helper/rpc/problem.ts';
import type { Board, Stage } from '../../contract/board.ts';
import type { SecretSource } from '../boards/secrets.ts';
import { authentication } from './authentication.ts';
import { collect, type ExecOptions, type ExecResult, type SshChannel, sshChannel } from './channel.ts';
import { ChannelGate } from './channel-gate.ts';
import { connectProblem } from './connect-problem.ts';
import { checkHostKey } from './host-key.ts';
import { identitiesFor } from './identity.ts';
import { type HostKey, hostKeyOf, orderedAlgorithms } from './known-hosts.ts';
import {
  defaultKnownHosts,
  type KnownHostsFiles,
  knownHostsFor,
  readKnownHosts,
  storeHostKey,
} from './known-hosts-files.ts';
import { type UploadOptions, type UploadReport, upload } from './upload.ts';

export interface ConnectOptions {
  readonly secrets: SecretSource;
  /** Absent: the tool's own file, the user's and the machine's. A board's own `knownHostsFile` replaces them. */
  readonly knownHosts?: KnownHostsFiles;
  /** Fingerprint (`SHA256:…`) of an unknown key to accept and file. */
  readonly trust?: string;
  /** Absent: SSH_AUTH_SOCK. */
  readonly agentSocket?: string;
  readonly signal?: AbortSignal;
  onStage?(stage: Stage, text: string): void;
  /** Milliseconds without any progress after which a stage is given up. */
  readonly stageTimeoutMs?: number;
}

export interface SshConnection extends AsyncDisposable {
  readonly board: Board;
  /** The key by which the board proved itself. */
  readonly hostKey: HostKey;
  /** Runs a command through the login shell to its end. A status other than 0 is a result, not an error. */
  exec(command: string, options?: ExecOptions): Promise<ExecResult>;
  /** Starts a command and hands out its streams. */
  open(command: string, signal?: AbortSignal): Promise<SshChannel>;
  upload(path: string, bytes: Uint8Array, options: UploadOptions): Promise<UploadReport>;
  /** Resolves when the connection is over: undefined after our own close, else `ssh.connection-lost`. */
  readonly closed: Promise<Problem | undefined>;
  close(): Promise<void>;
}

/** Two fewer than sshd's default MaxSessions, so that a second tool of the user's on the same connection finds room. */
const channelLimit = 8;
/** A dead link is noticed after about this times three. */
const keepaliveMs = 5_000;
/** GCM first: half the cost of CTR with a separate MAC, and in hardware where the board has it. */
const ciphers = [
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  'chacha20-poly1305@openssh.com',
  'aes128-ctr',
  'aes192-ctr',
  'aes256-ctr',
] as const;

/** Rejects with what happens first: the signal's reason or the time's end; `done` stops both. */
function guard(board: Board, stage: () => Stage, timeoutMs: number, signal: AbortSignal | undefined) {
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  const abort = () => failed.reject(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  const late = () =>
    failed.reject(
      problem('ssh.timeout', `${board.host} port ${board.port} does not answer (waited ${timeoutMs / 1000} s).`, {
        hint: 'Is the board powered and on this network? A firewall that drops packets looks the same.',
        data: { stage: stage(), host: board.host, port: board.port },
      }),
    );
  let timer = setTimeout(late, timeoutMs);
  return {
    failed: failed.promise,
    restart() {
      clearTimeout(timer);
      timer = setTimeout(late, timeoutMs);
    },
    done() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    },
  };
}

function openSocket({ host, port }: Board, addresses: readonly LookupAddress[]): Socket {
  return connectSocket({
    host,
    port,
    noDelay: true,
    lookup: (_host, options, callback) => {
      const first = addresses[0];
      if (options.all === true) callback(null, [...addresses]);
      else callback(null, first?.address ?? '', first?.family ?? 4);
    },
  });
}

/**
 * Connects, checks the host's key, authenticates. Every failure is a Problem whose `data.stage` names the stage;
 * nothing stays open after one, nor after the signal.
 */
export async function connectSsh(board: Board, options: ConnectOptions): Promise<SshConnection> {
  let stage: Stage = 'resolve';
  const watch = guard(board, () => stage, options.stageTimeoutMs ?? 20_000, options.signal);
  const enter = (next: Stage, text: string) => {
    stage = next;
    watch.restart();
    options.onStage?.(next, text);
  };
  const client = new ssh2.Client();
  let socket: Socket | undefined;
  try {
    options.signal?.throwIfAborted();
    const identities = await identitiesFor(board);
    const who = authentication(board, {
      secrets: options.secrets,
      identities,
      agentSocket: options.agentSocket ?? process.env.SSH_AUTH_SOCK,
    });
    enter('resolve', `looking up ${board.host}`);
    const files = knownHostsFor(board, options.knownHosts ?? defaultKnownHosts());
    const known = { files, ...(await readKnownHosts(files)) };
    // The socket is made after the wait for the name, so that a cancelled wait leaves none behind.
    socket = openSocket(board, await Promise.race([lookup(board.host, { all: true }), watch.failed]));
    enter('connect', `connecting to ${board.host} port ${board.port}`);
    // From here to ssh2's own listeners nothing may wait: an end of the connection in between would be lost.
    await Promise.race([connected(socket), watch.failed]);
    enter('host-key', 'checking the host key');
    let hostKey: HostKey | undefined;
    let store = false;
    let refused: ProblemError | undefined;
    const config: ConnectConfig = {
      sock: socket,
      username: board.user,
      readyTimeout: 0,
      keepaliveInterval: keepaliveMs,
      keepaliveCountMax: 3,
      algorithms: {
        serverHostKey: orderedAlgorithms(known.entries, board.host, board.port),
        cipher: [...ciphers],
        compress: ['none'],
      },
      // Synchronous on purpose: nothing else happens until it has answered. It runs again at each renewal of the keys.
      hostVerifier: (bytes: Buffer) => {
        const key = hostKeyOf(bytes);
        if (hostKey !== undefined) return hostKey.blob === key.blob;
        const checked = checkHostKey(board, known, key, options.trust);
        if (checked.accepted) {
          hostKey = key;
          store = checked.store;
          return true;
        }
        refused = checked.problem;
        return false;
      },
      authHandler: (offered, partial, next) => {
        if (stage !== 'authenticate') enter('authenticate', `logging in as ${board.user}`);
        who.next(offered, partial).then(
          // A false ends the attempt; ssh2's types leave it out.
          (method) => (next as (method: unknown) => void)(method),
          (error: Error) => client.emit('error', error),
        );
      },
    };
    await Promise.race([ready(client, config), watch.failed]).catch((error: Error & { level?: unknown }) => {
      if (refused !== undefined) throw refused;
      if (error.level === 'client-authentication') throw who.refusal();
      if (stage === 'authenticate' && who.tried.length > 0 && error.level === undefined) throw lateRefusal(error, who);
      throw error;
    });
    if (hostKey === undefined) throw problem('internal', 'SSH was ready without a host key.');
    if (store) await storeHostKey(files.own, board.host, board.port, hostKey);
    return live(board, client, socket, hostKey);
  } catch (thrown) {
    client.on('error', () => {});
    client.destroy();
    socket?.destroy();
    options.signal?.throwIfAborted();
    throw connectProblem(board, stage, thrown);
  } finally {
    watch.done();
  }
}

/** A server that disconnects while we log in (too many attempts, a ban): say that, and what was tried. */
function lateRefusal(error: Error, who: ReturnType<typeof authentication>): ProblemError {
  const { problem: refusal } = who.refusal();
  return problem(refusal.id, `${refusal.message} The server then ended the connection: ${error.message}.`, {
    ...(refusal.hint === undefined ? {} : { hint: refusal.hint }),
    data: { ...refusal.data, disconnected: error.message },
    cause: error,
  });
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
}

function ready(client: Client, config: ConnectConfig): Promise<void> {
  return new Promise((resolve, reject) => {
    client.once('ready', resolve);
    // An agent that does not answer is one way less, not the end: ssh2 goes on to the next by itself.
    client.on('error', (error: Error & { level?: unknown }) => {
      if (error.level !== 'agent') reject(error);
    });
    client.once('close', () => reject(new Error('the server ended the connection')));
    client.connect(config);
  });
}

function live(board: Board, client: Client, socket: Socket, hostKey: HostKey): SshConnection {
  const gate = new ChannelGate(channelLimit);
  const over = Promise.withResolvers<Problem | undefined>();
  let ours = false;
  let gone = false;
  let failure: Error | undefined;
  client.on('error', (error: Error) => {
    failure ??= error;
  });
  client.once('close', () => {
    gone = true;
    over.resolve(ours ? undefined : lost().problem);
  });
  const lost = () =>
    problem(
      'ssh.connection-lost',
      `The connection to ${board.host} ended${failure === undefined ? '' : `: ${failure.message}`}.`,
      { hint: 'Did the board reset or lose its network? Connect again.', data: { host: board.host, port: board.port } },
    );

  const open = async (command: string, signal?: AbortSignal): Promise<SshChannel> => {
    const leave = await gate.enter(signal);
    try {
      if (gone || ours) throw lost();
      const channel = await new Promise<SshChannel>((resolve, reject) => {
        client.exec(command, (error, stream) => (error === undefined ? resolve(sshChannel(stream)) : reject(error)));
      });
      void channel.exit.then(leave);
      if (signal?.aborted) {
        await channel.close();
        signal.throwIfAborted();
      }
      return channel;
    } catch (thrown) {
      leave();
      signal?.throwIfAborted();
      if (gone) throw lost();
      if (thrown instanceof Error && /open failure|Unable to exec/i.test(thrown.message)) {
        throw problem('ssh.channel-refused', `${board.host} does not start a command: ${thrown.message}.`, {
          hint: 'The server may limit sessions (MaxSessions) or allow the user no commands (ForceCommand, a nologin shell).',
          cause: thrown,
        });
      }
      throw thrown;
    }
  };

  const connection: SshConnection = {
    board,
    hostKey,
    closed: over.promise,
    open,
    async exec(command, execOptions = {}) {
      await using channel = await open(command, execOptions.signal);
      const result = await collect(channel, command, execOptions);
      if (result.code === undefined && result.signal === undefined && gone) throw lost();
      return result;
    },
    upload: (path, bytes, uploadOptions) => upload(connection, path, bytes, uploadOptions),
    async close() {
      if (!ours) {
        ours = true;
        client.end();
        // A peer that is gone never answers the end; what was sent has had its chance by then.
        const timer = setTimeout(() => socket.destroy(), 1_000);
        void over.promise.then(() => clearTimeout(timer));
      }
      await over.promise;
    },
    async [Symbol.asyncDispose]() {
      await connection.close();
    },
  };
  return connection;
}
