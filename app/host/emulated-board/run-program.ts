/** Runs one short program of the workstation to its end. */
import { spawn } from 'node:child_process';
import { problem } from '../../../remote-helper/rpc/problem.ts';

export interface RunOptions {
  readonly cwd?: string;
  readonly input?: string;
  readonly signal?: AbortSignal | undefined;
  /** Told of each line of standard error as it comes. */
  readonly onErrorLine?: (line: string) => void;
}

/**
 * Answers its standard output. Throws `workstation.program-missing`, or `workstation.program-failed` with what it wrote.
 * On abort the program and what it started are told to end (SIGTERM to its process group), and its end is awaited.
 */
export async function runProgram(program: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  options.signal?.throwIfAborted();
  const child = spawn(program, args, { cwd: options.cwd, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  const stop = () => {
    if (child.pid === undefined || child.exitCode !== null) return;
    try {
      process.kill(-child.pid, 'SIGTERM');
    } catch {
      // It has just ended.
    }
  };
  options.signal?.addEventListener('abort', stop, { once: true });
  let output = '';
  let errors = '';
  let partial = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-8192);
    const lines = (partial + text).split('\n');
    partial = lines.pop() ?? '';
    for (const line of lines) options.onErrorLine?.(line);
  });
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  try {
    const status = await new Promise<number | string | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, name) => resolve(code ?? name));
    });
    options.signal?.throwIfAborted();
    if (status === 0) return output;
    throw problem(
      'workstation.program-failed',
      `${program} ended with ${status}: ${errors.trim() || 'it said nothing'}`,
      {
        data: { program, args: [...args], status, errors: errors.trim() },
      },
    );
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
      throw problem('workstation.program-missing', `${program} is not installed on this workstation.`, {
        hint: '`make setup` installs what is missing.',
        data: { program },
        cause,
      });
    }
    throw cause;
  } finally {
    options.signal?.removeEventListener('abort', stop);
  }
}
