/** The shell as its tests see it, the same in tier A (the stand-in) and tier B (Electron itself). */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

export interface ShellOptions {
  /**
   * Holds settings, state and socket of the shell and its host. Absent: a folder of its own that goes with the shell.
   * `inherited`: where this process's environment says (XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_RUNTIME_DIR), which must be private.
   */
  readonly folder?: string | 'inherited';
  /** Another main module than the built one. */
  readonly main?: string;
  readonly env?: NodeJS.ProcessEnv;
}

export interface ElectronShell extends AsyncDisposable {
  readonly tier: 'A' | 'B';
  /** The first window's. */
  readonly page: Page;
  readonly folder: string;
  windows(): Promise<readonly Page[]>;
  /** Starts the program a second time, of the same user; answers its exit status. */
  startAgain(): Promise<number | null>;
  /** Runs a function in main, with Electron's members. It sees nothing of the test but `arg`. */
  evaluate<Arg, Result>(
    body: (members: typeof import('electron'), arg: Arg) => Result,
    arg: Arg,
  ): Promise<Awaited<Result>>;
}

/** The environment of a shell in a folder, made if it is missing. */
export function privateEnvironment(folder: string | 'inherited'): NodeJS.ProcessEnv {
  if (folder === 'inherited') return {};
  const run = join(folder, 'run');
  mkdirSync(run, { recursive: true, mode: 0o700 });
  return { XDG_CONFIG_HOME: join(folder, 'config'), XDG_STATE_HOME: join(folder, 'state'), XDG_RUNTIME_DIR: run };
}
