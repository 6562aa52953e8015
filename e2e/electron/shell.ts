/** The shell as its tests see it, the same in tier A (the stand-in) and tier B (Electron itself). */
import type { Page } from 'playwright-core';

export interface ShellOptions {
  /** XDG_CONFIG_HOME, to keep over a restart; absent: one of its own that goes with the shell. */
  readonly configFolder?: string;
  /** Another main module than the built one. */
  readonly main?: string;
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

export interface ElectronShell extends AsyncDisposable {
  readonly tier: 'A' | 'B';
  /** The first window's. */
  readonly page: Page;
  readonly configFolder: string;
  windows(): Promise<readonly Page[]>;
  /** Runs a function in main, with Electron's members. It sees nothing of the test but `arg`. */
  evaluate<Arg, Result>(
    body: (members: typeof import('electron'), arg: Arg) => Result,
    arg: Arg,
  ): Promise<Awaited<Result>>;
}
