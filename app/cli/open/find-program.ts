/** The programs that can show a window: Electron with our application, or a browser of the Chromium kind. */
import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
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

/** Of the package: the application beside the folder that the command line is in. */
const packagedName = 'uiomem-studio-desktop';

/** The application of the package, or Electron of a checkout when our application is built there; `from`: the running file's folder. */
export async function findApplication(
  from: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Application | undefined> {
  const packaged = join(from, '..', '..', packagedName);
  if (await isProgram(packaged)) return { program: packaged, args: [] };
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    const entry = join(folder, 'dist', 'electron', 'main', 'main.js');
    const there = await stat(entry).catch(() => undefined);
    if (there?.isFile() !== true) continue;
    const given = environment.ELECTRON_OVERRIDE_DIST_PATH;
    for (const place of [given, join(folder, 'node_modules', 'electron', 'dist')]) {
      const program = place === undefined || place === '' ? undefined : join(place, 'electron');
      if (program !== undefined && (await isProgram(program))) return { program, args: [entry] };
    }
    return undefined;
  }
  return undefined;
}
