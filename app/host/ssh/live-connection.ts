/** A connection that is open: commands, uploads, and its end, also that of a jump host on its way. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientChannel } from 'ssh2';
import { type Problem, type ProblemError, problem } from '../../../remote-helper/rpc/problem.ts';
import type { Board } from '../../contract/board.ts';
import { collect, type ExecOptions, type ExecResult, type SshChannel, sshChannel } from './channel.ts';
import { ChannelGate } from './channel-gate.ts';
import type { Destination } from './destination.ts';
import type { HostKey } from './known-hosts.ts';
import { firstGone, type Layer, linkLost } from './layer.ts';
import { noProcess } from './no-process.ts';
import {
  mostShells,
  noRoomForShell,
  type ShellChannel,
  type ShellSize,
  type SshShell,
  shellChannel,
  shellDisconnected,
  shellRefused,
} from './shell-channel.ts';
import { SpareConnection } from './spare-connection.ts';
import { Transfers } from './transfers.ts';
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
  /**
   * Starts the user's login shell, with `size` on a pseudo-terminal. Never waits for room, nor takes the last of it: throws
   * `terminal.too-many` instead, and `terminal.refused` where the server gives none.
   */
  shell(size: ShellSize | undefined, signal?: AbortSignal): Promise<SshShell>;
  upload(path: string, bytes: Uint8Array, options: UploadOptions): Promise<UploadReport>;
  /** What was sent or received in bulk. */
  readonly transfers: Transfers;
  /** Resolves when the connection is over: undefined after our own close, else `link.lost`. */
  readonly closed: Promise<Problem | undefined>;
  close(): Promise<void>;
}

/** Two fewer than sshd's default MaxSessions, so that a second tool of the user's on the same connection finds room. */
const channelLimit = 8;
/** Milliseconds before tries again: sshd gives a session's place free a moment after it has told its end. */
const slotPausesMs: readonly number[] = [50, 100, 200, 400, 800];

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
  const transfers = new Transfers();
  const gate = new ChannelGate(channelLimit);
  const last = layers.at(-1) as Layer;
  const over = Promise.withResolvers<Problem | undefined>();
  let ours = false;
  /** It was alive when we closed it. */
  let givenUp = false;
  let blamed: Layer | undefined;
  const lost = (): ProblemError => {
    blamed ??= firstGone(layers) ?? last;
    return linkLost(blamed, blamed === last ? undefined : blamed.name, last.failure);
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

  type Opened = (error: Error | undefined, stream: ClientChannel) => void;
  /** `listen` is called as soon as the stream is there: its end may be in the very bytes that brought it, and is told once. */
  const start = async <Channel>(
    ask: (opened: Opened) => void,
    listen: (stream: ClientChannel) => Channel,
  ): Promise<Channel> => {
    if (last.gone || ours) throw lost();
    return await new Promise<Channel>((resolve, reject) => {
      void last.over.then(() => reject(new Error('the connection ended')));
      ask((error, stream) => (error === undefined ? resolve(listen(stream)) : reject(error)));
    });
  };

  let served = false;

  const open = async (command: string, signal?: AbortSignal, pauses = slotPausesMs): Promise<SshChannel> => {
    if (limited && gate.full && spare !== undefined && !last.gone && !ours) return await spare.open(command, signal);
    const leave = await gate.enter(signal);
    try {
      const channel = await start((opened) => last.client.exec(command, opened), sshChannel);
      served = true;
      void channel.exit.then(leave);
      if (signal?.aborted) {
        await channel.close();
        signal.throwIfAborted();
      }
      return channel;
    } catch (thrown) {
      const refused = !last.gone && thrown instanceof Error && /open failure|Unable to exec/i.test(thrown.message);
      // The channel is there and its command is not: a server that ran others before cannot fork.
      const unstarted = refused && /Unable to exec/i.test(thrown.message);
      const others = refused && !unstarted && gate.lower();
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
      if (unstarted && served) throw noProcess(to.name, '');
      throw problem('ssh.channel-refused', `${to.name} does not start a command: ${thrown.message}.`, {
        hint: 'The server may allow no sessions (MaxSessions 0) or allow the user no commands (ForceCommand, a nologin shell).',
        cause: thrown,
      });
    }
  };

  let shells = 0;

  const shell = async (size: ShellSize | undefined, signal?: AbortSignal): Promise<SshShell> => {
    if (shells >= mostShells || (limited && gate.full)) throw noRoomForShell(to.name, shells);
    shells += 1;
    let counted = true;
    const uncount = () => {
      if (counted) shells -= 1;
      counted = false;
    };
    let leave = () => {};
    const left = () => {
      uncount();
      leave();
    };
    let opened: ShellChannel;
    try {
      leave = await gate.enter(signal);
      opened = await start(
        (done) =>
          size === undefined
            ? last.client.shell(false, done)
            : last.client.shell({ cols: size.columns, rows: size.rows, term: 'xterm-256color' }, done),
        shellChannel,
      );
    } catch (thrown) {
      const refused = !last.gone && thrown instanceof Error && /open failure/i.test(thrown.message);
      // The server allows what is open beside it, and no more.
      const others = refused && gate.lower();
      left();
      signal?.throwIfAborted();
      if (last.gone) throw lost();
      if (!others) throw shellRefused(to.name, thrown);
      limited = true;
      throw noRoomForShell(to.name, shells);
    }
    served = true;
    void opened.exit.then(left);
    if (signal?.aborted) {
      await opened.close();
      signal.throwIfAborted();
    }
    return {
      ...opened,
      async close() {
        // The server may take its time; whoever closes one to open another need not.
        uncount();
        await opened.close();
      },
      async ended() {
        const exit = await opened.exit;
        if (exit.code !== undefined || exit.signal !== undefined) return exit;
        if (givenUp) throw shellDisconnected(board.name);
        if (last.gone) throw lost();
        return exit;
      },
    };
  };

  const connection: SshConnection = {
    board,
    destination: to,
    hostKey,
    ciphers,
    closed: over.promise,
    open,
    shell,
    async exec(command, execOptions = {}) {
      await using channel = await open(command, execOptions.signal);
      const result = await collect(channel, command, execOptions);
      if (result.code === undefined && result.signal === undefined && last.gone) throw lost();
      return result;
    },
    transfers,
    async upload(path, bytes, uploadOptions) {
      const began = performance.now();
      const report = await upload(connection, path, bytes, uploadOptions);
      transfers.add({ bytes: bytes.length, milliseconds: performance.now() - began });
      return report;
    },
    async close() {
      if (!ours) {
        ours = true;
        givenUp = !last.gone;
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
