/** Settings, state, known hosts and socket of their own for a test; the cache stays the user's. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface PrivateFolders extends AsyncDisposable {
  /** They are all in it; removed at the end. */
  readonly folder: string;
}

/** For those that are started with `environment`: another user of the boards, as it were. */
export async function ownFolders(): Promise<PrivateFolders & { readonly environment: NodeJS.ProcessEnv }> {
  const folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-e2e-'));
  const run = join(folder, 'run');
  await mkdir(run, { mode: 0o700 });
  const environment = {
    ...process.env,
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_DATA_HOME: join(folder, 'data'),
    XDG_RUNTIME_DIR: run,
  };
  return { folder, environment, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/** For this process and all that it starts from now on. The user's own host, if one runs, has no part in it. */
export async function privateFolders(): Promise<PrivateFolders> {
  const own = await ownFolders();
  Object.assign(process.env, own.environment);
  return own;
}
