/** The bundled command as a process of its own, as a user runs it, and what is left of it afterwards. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const program = join(import.meta.dirname, '..', '..', 'dist', 'uiomem-studio');

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts any program; `stdin` is kept open when it is a pipe. */
export function start(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  stdin: 'ignore' | 'pipe',
): Running {
  const child = spawn(command, args, { env, stdio: [stdin, 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout?.setEncoding('latin1').on('data', (text: string) => {
    out += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (status, signal) => resolve({ status, signal, out, err })),
  );
  return { child, ended };
}

/** Looks until `look` gives something; throws `what` after 60 s. */
export async function until<T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (let tries = 0; tries < 1200; tries += 1) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(50);
  }
  throw new Error(`never: ${what}`);
}

export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  readonly folder: string;
}

/** Every process of this machine that can be looked at (proc(5)). */
export async function processes(): Promise<Process[]> {
  const found: Process[] = [];
  for (const name of (await readdir('/proc')).filter((each) => /^\d+$/.test(each))) {
    try {
      const stat = await readFile(`/proc/${name}/stat`, 'utf8');
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (state === 'Z') continue;
      const command = (await readFile(`/proc/${name}/cmdline`, 'utf8')).replaceAll('\0', ' ');
      const folder = await readlink(`/proc/${name}/cwd`).catch(() => '');
      found.push({ pid: Number(name), parent: Number(parent), command, folder });
    } catch {
      // It ended meanwhile.
    }
  }
  return found;
}
