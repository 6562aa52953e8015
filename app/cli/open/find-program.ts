/** The programs that can show a window: Electron with our application, or a browser of the Chromium kind. */
import { constants } from 'node:fs';
import { access, readFile, realpath, stat } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';

/** In this order: what a distribution ships as Chromium, then what comes from a vendor. */
const browserNames = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
  'brave-browser',
];

export interface Browser {
  readonly program: string;
  /** The name of the snap when it is one: that sees no hidden folder of the user's but its own. */
  readonly snap: string | undefined;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** The first in PATH, by the order of names. */
export async function findBrowser(environment: NodeJS.ProcessEnv = process.env): Promise<Browser | undefined> {
  const folders = (environment.PATH ?? '').split(delimiter).filter((each) => each.startsWith('/'));
  for (const name of browserNames) {
    for (const folder of folders) {
      const program = join(folder, name);
      if (!(await isProgram(program))) continue;
      const isSnap = folder === '/snap/bin' || (await realpath(program)) === '/usr/bin/snap';
      return { program, snap: isSnap ? name : undefined };
    }
  }
  return undefined;
}

export interface Application {
  readonly program: string;
  readonly args: readonly string[];
}

/** Electron of a checkout, when our application is built there; `from`: the folder of the running file. */
export async function findApplication(
  from: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Application | undefined> {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const { name, main } = JSON.parse(text) as { readonly name?: unknown; readonly main?: unknown };
    if (name !== 'uiomem-studio' || typeof main !== 'string') return undefined;
    const entry = await stat(join(folder, main)).catch(() => undefined);
    if (entry?.isFile() !== true) return undefined;
    const given = environment.ELECTRON_OVERRIDE_DIST_PATH;
    for (const place of [given, join(folder, 'node_modules', 'electron', 'dist')]) {
      const program = place === undefined || place === '' ? undefined : join(place, 'electron');
      if (program !== undefined && (await isProgram(program))) return { program, args: [folder] };
    }
    return undefined;
  }
  return undefined;
}
