/** A command of ours on a terminal of its own (script(1)), since only there it draws what it is at. */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Problem } from '../../remote-helper/rpc/problem.ts';
import { processes, program, start } from '../testing/command-process.ts';

/** What the command printed with --json. */
export type Told = { readonly ok: true; readonly result: unknown } | { readonly ok: false; readonly problem: Problem };

export interface Ended {
  /** Undefined when it was killed before it could say anything. */
  readonly told: Told | undefined;
  /** What it drew. */
  readonly drawn: string;
  /** performance.now() of its end. */
  readonly at: number;
}

export interface OnTerminal {
  /** performance.now() at the start. */
  readonly began: number;
  /** What it drew until now. */
  readonly drawn: string;
  readonly running: boolean;
  readonly ended: Promise<Ended>;
  kill(): Promise<void>;
}

const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;

/** `output`: a file for what it prints. */
export function onTerminal(args: readonly string[], output: string, env: NodeJS.ProcessEnv): OnTerminal {
  const line = `stty cols 200; exec ${[program, ...args, '--json'].map(quoted).join(' ')} >${quoted(output)}`;
  const began = performance.now();
  const { child, ended } = start('script', ['-qefc', line, '/dev/null'], { ...env, TERM: 'xterm' }, 'pipe');
  let drawn = '';
  let running = true;
  child.stdout?.on('data', (text: string) => {
    drawn += text;
  });
  const over = ended.then(async ({ out }): Promise<Ended> => {
    running = false;
    const at = performance.now();
    const said = await readFile(output, 'utf8').catch(() => '');
    return { told: said === '' ? undefined : (JSON.parse(said) as Told), drawn: out, at };
  });
  return {
    began,
    get drawn() {
      return drawn;
    },
    get running() {
      return running;
    },
    ended: over,
    async kill() {
      // The program replaced script's shell, and node the program.
      const all = await processes();
      const own = all.filter(({ parent }) => parent === child.pid);
      const below = all.filter(({ parent }) => own.some(({ pid }) => pid === parent));
      for (const { pid } of [...below, ...own]) process.kill(pid, 'SIGKILL');
    },
  };
}

/** Waits until it has drawn something that fits, looking every few milliseconds; answers undefined when it ended before. */
export async function reached(command: OnTerminal, look: () => boolean): Promise<number | undefined> {
  while (command.running) {
    if (look()) return performance.now();
    await sleep(15);
  }
  return undefined;
}
