/** Tier B: the built shell in Electron itself, where its binary is. It is never fetched from here. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from 'playwright-core';
import { type ElectronShell, privateEnvironment, type ShellOptions } from './shell.ts';

const root = join(import.meta.dirname, '../..');

/** Electron's program, or undefined: `ELECTRON_OVERRIDE_DIST_PATH` first, as its package has it, then where that package puts it. */
export function electronProgram(): string | undefined {
  const folders = [process.env.ELECTRON_OVERRIDE_DIST_PATH, join(root, 'node_modules/electron/dist')];
  return folders.flatMap((folder) => (folder ? [join(folder, 'electron')] : [])).find((file) => existsSync(file));
}

export async function launchTierB(options: ShellOptions = {}): Promise<ElectronShell> {
  const executablePath = electronProgram();
  if (executablePath === undefined) throw new Error('Electron is not there.');
  await using undo = new AsyncDisposableStack();
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'uiomem-studio-shell-')));
  if (options.folder === undefined) undo.defer(() => rm(folder, { recursive: true, force: true }));
  const env = { ...process.env, ...privateEnvironment(folder), ...options.env };
  const args = [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    options.main ?? join(root, 'dist/electron/main/main.js'),
  ];
  const application = await _electron.launch({
    executablePath,
    args,
    env: Object.fromEntries(Object.entries(env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))),
  });
  undo.defer(() => application.close());
  const page = await application.firstWindow();
  await page.waitForLoadState();
  const stack = undo.move();
  return {
    tier: 'B',
    page,
    folder,
    windows: async () => application.windows(),
    startAgain: () =>
      new Promise((resolve, reject) => {
        const again = spawn(executablePath, args, { env, stdio: 'ignore' });
        again.once('error', reject).once('exit', resolve);
      }),
    evaluate: (body, arg) => application.evaluate(body as never, arg) as never,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
