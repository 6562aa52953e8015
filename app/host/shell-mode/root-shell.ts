/**
 * One shell of root's on the board that runs scripts one after the other, for as long as its channel is open: what a session
 * without a helper has instead of one. It lives and dies with the channel, and needs only one session of the SSH connection.
 */
import { randomBytes } from 'node:crypto';
import { silenceMs } from '../../../remote-helper/contract/link.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { Reach } from '../session/privilege.ts';
import { type HelperEnd, readyLine } from '../session/start-helper.ts';
import type { SshChannel } from '../ssh/channel.ts';
import type { SshConnection } from '../ssh/connection.ts';
import { noProcess, saysNoProcess } from '../ssh/no-process.ts';
import { shellQuote } from '../ssh/shell-quote.ts';

/** How a script ended: its exit status, and what it wrote to its output. */
export interface ScriptEnd {
  readonly status: number;
  readonly output: Buffer;
}

export interface ScriptOptions {
  /** What the script finds on its input; without it its input is empty. */
  readonly input?: Uint8Array | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds after which the shell counts as hanging and is closed. */
  readonly timeoutMs?: number | undefined;
}

/** What a step of shell mode needs of the shell. */
export interface Shell {
  run(script: string, options?: ScriptOptions): Promise<ScriptEnd>;
}

/** Where the board's shell can, it ends after hearing nothing for this long, as the helper does (remote-helper/contract/link.ts). */
const silenceSeconds = 2 * Math.ceil(silenceMs / 1000);

/**
 * A request is a line `NONCE LINES BYTES`, that many lines of script, and that many bytes of input for it; the answer is the
 * script's output and a line `NONCE STATUS`. `read` takes no byte beyond its line (POSIX), so that the input is left for the
 * script; what the script leaves of it is drained. Everything before the marker line is discarded: it may be a password that
 * sudo did not ask for.
 */
const loop = `umask 077
PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin LC_ALL=C HOME=/root
export PATH LC_ALL HOME
cd /
while IFS= read -r l; do [ "$l" = "$1" ] && break; done
printf '%s\\n' "uiomem-studio-shell ready $1"
t=
(read -r -t 1 l </dev/null) 2>/dev/null
[ "$?" -gt 1 ] || t='-t ${silenceSeconds}'
while read -r $t k n b; do
s=''
while [ "$n" -gt 0 ]; do
IFS= read -r l || exit 0
s="$s$l
"
n=$((n - 1))
done
if [ "$b" = 0 ]; then (eval "$s") </dev/null
else head -c "$b" | { (eval "$s"); r=$?; cat >/dev/null; exit "$r"; }
fi
printf '\\n%s %s\\n' "$k" "$?"
done`;

/** A busy board may take its time to start a shell. */
const startTimeoutMs = 30_000;
const usualTimeoutMs = 60_000;
const largestOutput = 64 * 2 ** 20;
const keptWords = 4_000;

export class RootShell implements Shell {
  readonly #channel: SshChannel;
  readonly #host: string;
  /** How it ended, with the last of what it said on stderr. */
  readonly ended: Promise<HelperEnd>;
  #over: HelperEnd | undefined;
  #said = '';
  #last: Promise<unknown> = Promise.resolve();
  #count = 0;

  private constructor(channel: SshChannel, host: string) {
    this.#channel = channel;
    this.#host = host;
    channel.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-keptWords);
    });
    this.ended = channel.exit.then((exit) => {
      this.#over = { ...exit, said: this.#said };
      return this.#over;
    });
  }

  /** Throws `shell.not-started`. */
  static async open(connection: SshConnection, reach: Reach, signal?: AbortSignal): Promise<RootShell> {
    const marker = randomBytes(16).toString('hex');
    const { host } = connection.board;
    const channel = await connection.open(
      `exec ${reach.prefix}sh -c ${shellQuote(loop)} uiomem-studio-shell ${marker}`,
      signal,
    );
    const shell = new RootShell(channel, host);
    const late = AbortSignal.timeout(startTimeoutMs);
    const stop = () => void channel.close();
    signal?.addEventListener('abort', stop, { once: true });
    late.addEventListener('abort', stop, { once: true });
    try {
      await channel.write(Buffer.from(`${reach.input}${marker}\n`));
      if (await readyLine(channel.stdout, `uiomem-studio-shell ready ${marker}`, shell.ended)) return shell;
      channel.stdout.resume();
      signal?.throwIfAborted();
      if (late.aborted) await channel.close();
      throw shell.#ended(await shell.ended, 'shell.not-started', 'did not start');
    } finally {
      signal?.removeEventListener('abort', stop);
      late.removeEventListener('abort', stop);
    }
  }

  /**
   * Runs a script in a subshell, after those that were asked for before. A cancelled one that has begun is left to its end.
   * Throws `shell.ended`, `shell.hangs` (the shell is closed then), or the signal's reason.
   */
  async run(script: string, options: ScriptOptions = {}): Promise<ScriptEnd> {
    const { signal } = options;
    signal?.throwIfAborted();
    const work = this.#last.then(async () => {
      signal?.throwIfAborted();
      return await this.#run(script, options);
    });
    this.#last = work.catch(() => {});
    if (signal === undefined) return await work;
    const cancelled = Promise.withResolvers<never>();
    const onAbort = () => cancelled.reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await Promise.race([work, cancelled.promise]);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  async close(): Promise<void> {
    this.#channel.end();
    await this.#channel.close();
  }

  async #run(script: string, { input, timeoutMs = usualTimeoutMs }: ScriptOptions): Promise<ScriptEnd> {
    if (this.#over !== undefined) throw this.#ended(this.#over);
    this.#count += 1;
    const nonce = `${randomBytes(16).toString('hex')}${this.#count}`;
    const lines = script.endsWith('\n') ? script : `${script}\n`;
    const head = `${nonce} ${lines.split('\n').length - 1} ${input?.byteLength ?? 0}\n${lines}`;
    const answer = this.#answer(nonce);
    answer.catch(() => {});
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      late.reject(
        problem('shell.hangs', `A command on ${this.#host} did not end within ${timeoutMs / 1000} s.`, {
          hint: 'The shell was closed. If memory was being read, the bus probably hangs: power-cycle the board.',
          data: { timeoutMs },
        }),
      );
      void this.#channel.close();
    }, timeoutMs);
    try {
      await this.#channel.write(Buffer.from(head));
      if (input !== undefined && input.byteLength > 0) await this.#channel.write(input);
      return await Promise.race([answer, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #answer(nonce: string): Promise<ScriptEnd> {
    const { stdout } = this.#channel;
    const wanted = Buffer.from(`\n${nonce} `);
    let seen: Buffer = Buffer.alloc(0);
    const pieces: Buffer[] = [];
    let size = 0;
    for (;;) {
      const piece: unknown = stdout.read();
      if (piece instanceof Uint8Array) {
        seen = Buffer.concat([seen, piece]);
        const at = seen.indexOf(wanted);
        const end = at < 0 ? -1 : seen.indexOf(10, at + wanted.length);
        if (end >= 0) {
          pieces.push(seen.subarray(0, at));
          return { status: Number(seen.toString('latin1', at + wanted.length, end)), output: Buffer.concat(pieces) };
        }
        // What may be the beginning of the answer's last line stays to be looked at again.
        const done = at < 0 ? Math.max(0, seen.length - wanted.length) : at;
        pieces.push(seen.subarray(0, done));
        size += done;
        seen = seen.subarray(done);
        if (size > largestOutput) {
          void this.#channel.close();
          throw problem(
            'shell.output-too-long',
            `A command on ${this.#host} printed more than ${largestOutput} bytes.`,
            {
              hint: 'The shell was closed. Read less at once, or let the tool bring node (board runtime).',
              data: { largest: largestOutput },
            },
          );
        }
        continue;
      }
      if (this.#over !== undefined || stdout.readableEnded || stdout.destroyed) {
        throw this.#ended(this.#over ?? (await this.ended));
      }
      await new Promise<void>((resolve) => {
        const wake = () => {
          stdout.off('readable', wake).off('end', wake).off('close', wake);
          resolve();
        };
        stdout.on('readable', wake).on('end', wake).on('close', wake);
        void this.ended.then(wake);
      });
    }
  }

  #ended(end: HelperEnd, id = 'shell.ended', what = 'ended'): Error {
    const how = end.signal ?? (end.code === undefined ? 'the link was closed' : `exit ${end.code}`);
    if (saysNoProcess(end.said)) return noProcess(this.#host, end.said);
    return problem(id, `The shell on ${this.#host} ${what} (${how})${end.said === '' ? '' : `: ${end.said.trim()}`}.`, {
      hint: 'Connect again. If it ends again, look on the board for what ends programs: its memory, or a limit of the user.',
      data: { exit: end.code, signal: end.signal, said: end.said },
    });
  }
}
