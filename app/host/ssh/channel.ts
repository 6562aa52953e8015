/** A command of the board with its three streams, over one SSH channel. */
import type { Readable } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import { problem } from '../../../remote-helper/rpc/problem.ts';

/** How a command ended; both undefined when the connection was lost first. */
export interface Exit {
  readonly code: number | undefined;
  /** Such as SIGSEGV; see {@link unlistedSignal}. */
  readonly signal: string | undefined;
}

/**
 * RFC 4254 (6.10) lists thirteen signals, and SIGBUS is none of them: OpenSSH then says `SIG@openssh.com`. For a process
 * that touches mapped memory it means SIGBUS more often than not, but it may be another.
 */
export const unlistedSignal = 'unlisted';

export interface SshChannel extends AsyncDisposable {
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Sends to the command's input. Resolves when there is room for more, at once false when the channel is closed. */
  write(bytes: Uint8Array): Promise<boolean>;
  /** Ends the command's input. */
  end(): void;
  /** Resolves when the channel has closed and its output has been read or dropped. */
  readonly exit: Promise<Exit>;
  /** Asks the server to signal the command (RFC 4254, 6.9); servers may ignore it. */
  signal(name: 'TERM' | 'KILL' | 'INT'): void;
  /** Closes the channel; the command sees its streams close. Resolves after a second even if it lives on. */
  close(): Promise<void>;
}

const closePatienceMs = 1_000;

export function sshChannel(stream: ClientChannel): SshChannel {
  const gone = Promise.withResolvers<Exit>();
  let exit: Exit = { code: undefined, signal: undefined };
  /** From the command's end on nobody reads its input; the channel itself closes only when its output has been read. */
  const deaf = Promise.withResolvers<boolean>();
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  stream.on('exit', (code: number | null, signal?: string) => {
    exit = { code: code ?? undefined, signal: signal?.includes('@') ? unlistedSignal : signal };
    deaf.resolve(false);
  });
  stream.on('close', () => {
    closed = true;
    clearTimeout(timer);
    deaf.resolve(false);
    gone.resolve(exit);
  });
  // A write to a channel that the other side closed is an answer (`write` gives false), not an exception.
  stream.on('error', () => {});
  return {
    stdout: stream,
    stderr: stream.stderr,
    exit: gone.promise,
    async write(bytes) {
      if (closed || !stream.writable) return false;
      // ssh2 drops the callbacks of writes that a closing channel overtakes (lib/Channel.js: _write), hence the race.
      const written = new Promise<boolean>((resolve) =>
        stream.write(bytes, (error) => resolve(error === undefined || error === null)),
      );
      return await Promise.race([written, deaf.promise]);
    },
    end() {
      if (!closed) stream.end();
    },
    signal(name) {
      if (!closed) stream.signal(name);
    },
    async close() {
      if (!closed && timer === undefined) {
        // Unread output would hold the close back for ever.
        stream.resume();
        stream.stderr.resume();
        stream.close();
        // sshd answers only when the command has ended, and one that neither reads nor writes does not notice.
        timer = setTimeout(() => {
          closed = true;
          gone.resolve(exit);
        }, closePatienceMs);
      }
      await gone.promise;
    },
    async [Symbol.asyncDispose]() {
      await this.close();
    },
  };
}

export interface ExecOptions {
  /** Sent to the command, then its input ends. */
  readonly stdin?: Uint8Array | string;
  readonly signal?: AbortSignal;
  /** Bytes of stdout and stderr together; more ends the command with `ssh.output-too-long`. 16 MiB when absent. */
  readonly maxOutput?: number;
}

export interface ExecResult extends Exit {
  readonly stdout: Uint8Array;
  readonly stderr: string;
}

/**
 * Runs an opened command to its end. Cancelled: rejects with the signal's reason, after asking the server to end the
 * command; OpenSSH does not do that for root, where a command that neither reads nor writes lives on.
 */
export async function collect(channel: SshChannel, command: string, options: ExecOptions): Promise<ExecResult> {
  const limit = options.maxOutput ?? 16 * 1024 * 1024;
  const { signal } = options;
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  let size = 0;
  const stop = () => {
    channel.signal('TERM');
    void channel.close();
  };
  const take = (pieces: Buffer[]) => (piece: Buffer) => {
    size += piece.length;
    if (size > limit) stop();
    else pieces.push(piece);
  };
  const ended = Promise.all(
    [channel.stdout, channel.stderr].map(
      (stream) => new Promise<void>((resolve) => stream.once('end', resolve).once('close', resolve)),
    ),
  );
  channel.stdout.on('data', take(out));
  channel.stderr.on('data', take(err));
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  try {
    if (options.stdin !== undefined) {
      await channel.write(typeof options.stdin === 'string' ? Buffer.from(options.stdin) : options.stdin);
    }
    channel.end();
    const exit = await channel.exit;
    signal?.throwIfAborted();
    if (size > limit) {
      throw problem('ssh.output-too-long', `The command printed more than ${limit} bytes: ${command.slice(0, 200)}`, {
        data: { limit },
      });
    }
    await ended;
    return { ...exit, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString('utf8') };
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
