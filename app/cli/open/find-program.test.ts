/** Which program shows a window, from folders laid out as a package, a checkout and a PATH are. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findApplication, findBrowser } from './find-program.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'find-program-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function file(path: string, mode = 0o755): Promise<string> {
  const whole = join(folder, path);
  await mkdir(dirname(whole), { recursive: true });
  await writeFile(whole, '#!/bin/sh\n', { mode });
  return whole;
}

test('a package’s command line finds the application that it lies in', async () => {
  const from = dirname(await file('resources/cli/uiomem-studio.mjs'));
  expect(await findApplication(from, {})).toBeUndefined();
  const program = await file('uiomem-studio-desktop');
  expect(await findApplication(from, {})).toEqual({ program, args: [] });
});

test('a checkout wants both Electron and a build of the application', async () => {
  const from = dirname(await file('dist/cli/uiomem-studio.mjs'));
  const program = await file('node_modules/electron/dist/electron');
  expect(await findApplication(from, {})).toBeUndefined();
  const entry = await file('dist/electron/main/main.js', 0o644);
  expect(await findApplication(from, {})).toEqual({ program, args: [entry] });
  expect(await findApplication(join(folder, 'app', 'cli', 'commands'), {})).toEqual({ program, args: [entry] });
  const other = await file('other/electron');
  expect(await findApplication(from, { ELECTRON_OVERRIDE_DIST_PATH: dirname(other) })).toEqual({
    program: other,
    args: [entry],
  });
  await rm(program);
  expect(await findApplication(from, { ELECTRON_OVERRIDE_DIST_PATH: folder })).toBeUndefined();
});

test('the browser is the first known name that is a program, wherever in PATH it is', async () => {
  const chrome = await file('one/google-chrome');
  const chromium = await file('two/chromium');
  await file('one/chromium', 0o644);
  await mkdir(join(folder, 'three', 'chromium'), { recursive: true });
  const path = (...names: string[]) => ({ PATH: names.map((name) => join(folder, name)).join(':') });
  expect(await findBrowser(path('one', 'two'))).toEqual({ program: chromium, snap: undefined });
  expect(await findBrowser(path('three', 'one'))).toEqual({ program: chrome, snap: undefined });
  expect(await findBrowser(path('three'))).toBeUndefined();
  expect(await findBrowser({ PATH: '' })).toBeUndefined();
  // A program of the folder that one happens to be in is not what was meant.
  expect(await findBrowser({ PATH: '.:' })).toBeUndefined();
  await symlink(chrome, join(folder, 'two', 'brave-browser'));
  await rm(chromium);
  expect((await findBrowser(path('two')))?.program).toBe(join(folder, 'two', 'brave-browser'));
});
