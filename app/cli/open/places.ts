/** Folders of what opening a window leaves: logs and browser profiles, which are state, not settings. */
import { homedir } from 'node:os';
import { join } from 'node:path';

/** `${XDG_STATE_HOME:-~/.local/state}/uiomem-studio` */
export function stateFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return join(environment.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'uiomem-studio');
}
