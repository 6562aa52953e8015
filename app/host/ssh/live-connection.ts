/** A connection that is open: commands, uploads, and its end, also that of a jump host on its way. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'ssh2';
import { type Problem, type ProblemError, problem } from '../../../remote-helper/rpc/problem.ts';
import type { Board } from '../../contract/board.ts';
import { collect, type ExecOptions, type ExecResult, type SshChannel, sshChannel } from './channel.ts';
import { ChannelGate } from './channel-gate.ts';
import type { Destination } from './destination.ts';
import type { Dialled } from './dial.ts';
import type { HostKey } from './known-hosts.ts';
import { SpareConnection } from './spare-connection.ts';
import { type UploadOptions, type UploadReport, upload } from './upload.ts';

export interface SshConnection extends AsyncDisposable {
  readonly board: Board;
  readonly destination: Destination;
  /** The key by which the board proved itself. */
  readonly hostKey: HostKey;
  /** Such as `aes128-gcm@openssh.com`: from us, to us. */
  readonly ciphers: readonly [string, string];
  /** Runs a command through the login shell to its end. A status other than 0 is a result, not an error. */
  exec(command: string, options?: ExecOptions): Promise<ExecResult>;
  /** Starts a command and hands out its streams. */
  open(command: string, signal?: AbortSignal): Promise<SshChannel>;
  upload(path: string, bytes: Uint8Array, options: UploadOptions): Promise<UploadReport>;
  /** Resolves when the connection is over: undefined after our own close, else `link.lost`. */
  readonly closed: Promise<Problem | undefined>;
  close(): Promise<void>;
}

/** One machine of the way, logged in on. */
export interface Layer {
  readonly name: string;
  readonly client: Client;
  /** It has ended, or its stream has: that of a jump host reaches those behind it before its own end is told. */
  readonly gone: boolean;
  /** Milliseconds since anything was heard from it. */
  readonly silentMs: number;
  /** Why it ended, as far as it is known. */
  readonly failure: string | undefined;
  readonly to: Destination;
  /** Resolves at its end. */
  readonly over: Promise<void>;
  /** Says goodbye; resolves at the end, or after a second. */
  close(): Promise<void>;
  destroy(): void;
}

/** Two fewer than sshd's default MaxSessions, so that a second tool of the user's on the same connection finds room. */
const channelLimit = 8;
/** A peer that is gone never answers the goodbye; what was sent has had its chance by then. */
const closePatienceMs = 1_000;
/** Milliseconds before tries again: sshd gives a session's place free a moment after it has told its end. */
const slotPausesMs: readonly number[] = [50, 100, 200, 400, 800];
/** Milliseconds that an event loop which was held up gets to read what has come meanwhile. */
const heldUpMs = 1_000;

/** Follows a client that is ready. A peer from which nothing is heard for its keepalive's time is gone. */
export function openLayer(to: Destination, client: Client, dialled: Dialled): Layer {
  const over = Promise.withResolvers<void>();
  const patience = to.keepalive.patienceMs;
  let gone = false;
  let failure: string | undefined;
  let heard = performance.now();
  dialled.stream.on('data', () => {
    heard = performance.now();
  });
  let due = 0;
  const check = () => {
    const now = performance.now();
    const silent = now - heard;
    const late = now - due > heldUpMs;
    if (silent >= patience && !late) {
      failure ??= `it has sent nothing for ${Math.round(silent / 1000)} s`;
      dialled.destroy();
      return;
    }
    wait(late ? heldUpMs : Math.max(patience - silent, 50));
  };
  let timer: NodeJS.Timeout;
  const wait = (milliseconds: number) => {
    due = performance.now() + milliseconds;
    timer = setTimeout(check, milliseconds);
  };
  wait(patience);
  client.on('error', (error: Error) => {
    failure ??= error.message;
  });
  client.once('close', () => {
    gone = true;
    clearTimeout(timer);
    over.resolve();
  });
  return {
    name: to.name,
    to,
    client,
    get gone() {
      return gone || dialled.stream.destroyed;
    },
    get silentMs() {
      return performance.now() - heard;
    },
    get failure() {
      return failure;
    },
    over: over.promise,
    async close() {
      if (!gone) client.end();
      const patient = setTimeout(() => dialled.destroy(), closePatienceMs);
      await over.promise;
      clearTimeout(patient);
    },
    destroy() {
      clearTimeout(timer);
      client.destroy();
      dialled.destroy();
    },
  };
}

export interface LiveParts {
  readonly board: Board;
  readonly to: Destination;
  readonly hostKey: HostKey;
  readonly ciphers: readonly [string, string];
  /** The jump hosts in order, and the board last. */
  readonly layers: readonly Layer[];
  /** Another connection like this one, for when the server allows no further session; undefined: what is wanted waits. */
  readonly another: (() => Promise<SshConnection>) | undefined;
}

export function liveConnection({ board, to, hostKey, ciphers, layers, another }: LiveParts): SshConnection {
  const gate = new ChannelGate(channelLimit);
  const last = layers.at(-1) as Layer;
  const over = Promise.withResolvers<Problem | undefined>();
  let ours = false;
  /** The first machine of the way that is gone, or that owes an answer: what is behind it is only out of sight. */
  const culprit = (): Layer =>
    layers.find((layer) => layer.gone || layer.silentMs > layer.to.keepalive.intervalMs * 1.5) ?? last;
  let blamed: Layer | undefined;
  const lost = (): ProblemError => {
    blamed ??= culprit();
    const why = blamed.failure ?? last.failure;
    const hop = blamed === last ? undefined : blamed.name;
    const whose = hop === undefined ? `The connection to ${to.name}` : `The connection to the jump host ${hop}`;
    return problem('link.lost', `${whose} ended${why === undefined ? '' : `: ${why}`}.`, {
      hint: 'Did the machine reset or lose its network? Connect again.',
      data: { host: blamed.to.host, port: blamed.to.port, ...(hop !== undefined && { hop }) },
    });
  };
  const ended = last.over.then(async () => {
    over.resolve(ours ? undefined : lost().problem);
    await spare?.close();
    // One after another, each while those before it still carry its goodbye.
    for (const jump of layers.slice(0, -1).toReversed()) await jump.close();
  });
  for (const jump of layers.slice(0, -1)) {
    void jump.over.then(() => {
      blamed ??= jump;
      last.destroy();
    });
  }

  const spare = another === undefined ? undefined : new SpareConnection(to.name, another);
  let limited = false;

  const start = async (command: string): Promise<SshChannel> => {
    if (last.gone || ours) throw lost();
    return await new Promise<SshChannel>((resolve, reject) => {
      void last.over.then(() => reject(new Error('the connection ended')));
      last.client.exec(command, (error, stream) => (error === undefined ? resolve(sshChannel(stream)) : reject(error)));
    });
  };

  let served = false;

  const open = async (command: string, signal?: AbortSignal, pauses = slotPausesMs): Promise<SshChannel> => {
    if (limited && gate.full && spare !== undefined && !last.gone && !ours) return await spare.open(command, signal);
    const leave = await gate.enter(signal);
    try {
      const channel = await start(command);
      served = true;
      void channel.exit.then(leave);
      if (signal?.aborted) {
        await channel.close();
        signal.throwIfAborted();
      }
      return channel;
    } catch (thrown) {
      const refused = !last.gone && thrown instanceof Error && /open failure|Unable to exec/i.test(thrown.message);
      const others = refused && gate.lower();
      leave();
      signal?.throwIfAborted();
      if (last.gone) throw lost();
      if (others) {
        limited = true;
        return await open(command, signal);
      }
      if (!refused) throw thrown;
      const [pause, ...later] = pauses;
      if (served && pause !== undefined) {
        await sleep(pause, undefined, signal && { signal }).catch(() => signal?.throwIfAborted());
        return await open(command, signal, later);
      }
      throw problem('ssh.channel-refused', `${to.name} does not start a command: ${thrown.message}.`, {
        hint: 'The server may allow no sessions (MaxSessions 0) or allow the user no commands (ForceCommand, a nologin shell).',
        cause: thrown,
      });
    }
  };

  const connection: SshConnection = {
    board,
    destination: to,
    hostKey,
    ciphers,
    closed: over.promise,
    open,
    async exec(command, execOptions = {}) {
      await using channel = await open(command, execOptions.signal);
      const result = await collect(channel, command, execOptions);
      if (result.code === undefined && result.signal === undefined && last.gone) throw lost();
      return result;
    },
    upload: (path, bytes, uploadOptions) => upload(connection, path, bytes, uploadOptions),
    async close() {
      if (!ours) {
        ours = true;
        await spare?.close();
        await last.close();
      }
      await ended;
    },
    async [Symbol.asyncDispose]() {
      await connection.close();
    },
  };
  return connection;
}
