/** Where the user's settings are: `${XDG_CONFIG_HOME:-~/.config}/uiomem-studio`. */
import { homedir } from 'node:os';
import { join } from 'node:path';

export function configFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return join(environment.XDG_CONFIG_HOME || join(environment.HOME ?? homedir(), '.config'), 'uiomem-studio');
}
