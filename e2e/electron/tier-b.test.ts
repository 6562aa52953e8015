/** Tier B of the shell's tests: the same bodies in Electron itself. */
import { test } from 'vitest';
import { describeShell } from './shell-bodies.ts';
import { electronProgram, launchTierB } from './tier-b.ts';

if (electronProgram() === undefined) {
  test.skip('Electron shell, tier B: Electron is not there (ELECTRON_OVERRIDE_DIST_PATH or node_modules/electron/dist)', () => {});
} else {
  describeShell('Electron shell, tier B (Electron)', launchTierB);
}
