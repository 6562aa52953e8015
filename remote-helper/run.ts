/** Starting programs of the board: no shell, a fixed search path, never our own standard streams. */
import { onDemand } from './on-demand.ts';
import { problem } from './rpc/problem.ts';

/** The board is full of processes (clone(2), EAGAIN); `wanted`: the program that could not be started. */
export function noProcess(wanted: string, cause?: unknown): Error {
  return problem('board.no-process', `The board can start no more processes: ${wanted} could not be started.`, {
    hint: 'Something on the board starts processes without end, or pid_max, a cgroup or a limit is reached: look at ps there. Reboot it when even that cannot be started.',
    data: { program: wanted },
    cause,
  });
}

/** Where programs for root live on a Linux board; the caller's PATH often lacks the sbin folders, or has others. */
export const searchPath = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

export interface Ended {
  /** Exit status; undefined when a signal ended it. */
  readonly status: number | undefined;
  readonly signal: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program to its end. Throws `program.missing` when it cannot be started, `board.no-process` when nothing can be,
 * `program.timeout` after the limit.
 */
export async function run(
  program: string,
  args: readonly string[],
  options: { timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<Ended> {
  const limit = options.timeoutMs ?? 30_000;
  return await new Promise((resolve, reject) => {
    const child = onDemand.childProcess.spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: searchPath.join(':'), LC_ALL: 'C', HOME: '/' },
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(problem('program.timeout', `${program} did not end within ${limit / 1000} s and was killed.`));
    }, limit);
    const texts = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      texts.stdout += piece;
    });
    child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      texts.stderr += piece;
    });
    child.on('error', (cause: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(
        cause.name === 'AbortError'
          ? cause
          : cause.code === 'EAGAIN'
            ? noProcess(program, cause)
            : problem('program.missing', `${program} could not be started: ${cause.code ?? cause.message}.`, {
                data: { program, places: searchPath },
                cause,
              }),
      );
    });
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      resolve({ status: status ?? undefined, signal: signal ?? undefined, ...texts });
    });
  });
}
