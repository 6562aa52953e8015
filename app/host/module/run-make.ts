/** One run of make: its lines as they come, and its end with everything that it started. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { problem } from '../../../remote-helper/rpc/problem.ts';

export interface MakeOptions {
  readonly folder: string;
  readonly args: readonly string[];
  readonly signal: AbortSignal;
  /** Absent: this process's own, without what make itself hands down. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Lines of both outputs; the next waits for the promise. */
  onLine(line: string): Promise<void> | void;
}

/** Patience with a make that was asked to end, milliseconds. */
const killAfterMs = 2_000;

/** The exit status. Aborted: rejects with the signal's reason once nothing of it runs any more. */
export async function runMake(options: MakeOptions): Promise<number> {
  const { signal } = options;
  signal.throwIfAborted();
  const { MAKEFLAGS: _flags, MAKELEVEL: _level, MFLAGS: _old, ...environment } = options.environment ?? process.env;
  // A group of its own, so that compilers end with it; PWD, because makefiles in circulation say M=$(PWD).
  const child = spawn('make', options.args, {
    cwd: options.folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environment, PWD: options.folder, LC_ALL: 'C' },
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', (cause) =>
      reject(
        problem('module.make-missing', `make could not be started: ${cause.message}.`, {
          hint: 'Install it: apt-get install make',
          cause,
        }),
      ),
    );
    child.once('close', (status, by) => resolve(status ?? (by === null ? 1 : 128)));
  });
  const killGroup = (name: 'SIGTERM' | 'SIGKILL'): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, name);
    } catch {
      // It ended by itself in the meantime.
    }
  };
  let last: NodeJS.Timeout | undefined;
  const stop = (): void => {
    killGroup('SIGTERM');
    last = setTimeout(() => killGroup('SIGKILL'), killAfterMs);
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    const tell = async (stream: NodeJS.ReadableStream): Promise<void> => {
      for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
        if (!signal.aborted) await options.onLine(line);
      }
    };
    const told = Promise.all([tell(child.stdout), tell(child.stderr)]);
    told.catch(stop);
    const status = await ended;
    await told;
    signal.throwIfAborted();
    return status;
  } finally {
    signal.removeEventListener('abort', stop);
    clearTimeout(last);
  }
}
