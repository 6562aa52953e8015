/** Settings, state, known hosts and socket of their own for a test; the cache stays the user's. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface PrivateFolders extends AsyncDisposable {
  /** They are all in it; removed at the end. */
  readonly folder: string;
}

/** For this process and all that it starts from now on. The user's own host, if one runs, has no part in it. */
export async function privateFolders(): Promise<PrivateFolders> {
  const folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-e2e-'));
  process.env.XDG_CONFIG_HOME = join(folder, 'config');
  process.env.XDG_STATE_HOME = join(folder, 'state');
  process.env.XDG_DATA_HOME = join(folder, 'data');
  process.env.XDG_RUNTIME_DIR = join(folder, 'run');
  await mkdir(process.env.XDG_RUNTIME_DIR, { mode: 0o700 });
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
