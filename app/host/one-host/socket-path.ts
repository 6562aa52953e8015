/** Where the host of a user listens: a socket in a folder that nobody else can look into. */
import { lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problem } from '../../../remote-helper/rpc/problem.ts';

/** sizeof(sockaddr_un.sun_path) is 108 on Linux with the closing zero (unix(7)), 104 on macOS; a suffix must fit too. */
const longestPath = 103 - '.new'.length;

const name = 'uiomem-studio.sock';

export interface SocketPlace {
  readonly folder: string;
  readonly path: string;
}

/** In `$XDG_RUNTIME_DIR`; without one, or when it is too deep for a socket, in a folder of this user's below the temporary one. */
export function socketPlace(environment: NodeJS.ProcessEnv = process.env): SocketPlace {
  const given = environment.XDG_RUNTIME_DIR;
  if (given !== undefined && given !== '') {
    const path = join(given, name);
    if (Buffer.byteLength(path) <= longestPath) return { folder: given, path };
  }
  const folder = join(tmpdir(), `uiomem-studio-${process.getuid?.() ?? 'user'}`);
  return { folder, path: join(folder, name) };
}

/**
 * Makes the folder when it is missing, and refuses one that another user could reach into: `host.runtime-folder`.
 * False, without `make`: there is none.
 */
export async function checkFolder(folder: string, options: { readonly make: boolean }): Promise<boolean> {
  const refuse = (why: string) =>
    problem('host.runtime-folder', `The folder for the host's socket, ${folder}, cannot be used: ${why}.`, {
      hint: 'Set XDG_RUNTIME_DIR to a folder of your own that is open to nobody else (mode 0700).',
      data: { folder },
    });
  if (options.make) {
    await mkdir(folder, { mode: 0o700 }).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EEXIST') throw refuse(`it cannot be made (${cause.code ?? cause.message})`);
    });
  }
  const there = await lstat(folder).catch(() => undefined);
  if (there === undefined) return false;
  if (!there.isDirectory()) throw refuse('it is no folder, or a link');
  if (there.uid !== process.getuid?.()) throw refuse(`it belongs to the user with number ${there.uid}`);
  if ((there.mode & 0o077) !== 0) {
    throw refuse(`its mode is 0${(there.mode & 0o777).toString(8)}, open to others`);
  }
  return true;
}
