/** Files that one board has over the root that all boards share. */
import { dirname, normalize } from 'node:path/posix';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { LayerFile } from './initramfs-layer.ts';

export interface RootFile {
  readonly text: string;
  /** Permission bits; default 0o644. */
  readonly mode?: number;
  /** User and group number; default 0, root. */
  readonly owner?: number;
}

/** By absolute path on the board. */
export type RootFiles = Readonly<Record<string, RootFile>>;

const permissions = 0o7777;

/** The files, when each path names one place on the board; throws `emulated.bad-root-file`. */
export function checkRootFiles(files: RootFiles): RootFiles {
  for (const [path, { mode = 0, owner = 0 }] of Object.entries(files)) {
    const sound = /^\/[!-~]*[!-.0-~]$/.test(path) && normalize(path) === path;
    if (sound && (mode & permissions) === mode && Number.isInteger(owner) && owner >= 0) continue;
    throw problem('emulated.bad-root-file', `${JSON.stringify(path)} cannot be put on a board.`, {
      hint: 'Name an absolute path without spaces, dots and doubled slashes, and permission bits such as 0o755.',
      data: { path, mode, owner },
    });
  }
  return files;
}

/** The files in what board.json says. Throws when that is something else. */
export function parseRootFiles(data: unknown): RootFiles {
  return Object.fromEntries(
    Object.entries(data as Record<string, { text: unknown; mode?: unknown; owner?: unknown }>).map(
      ([path, { text, mode, owner }]) => [
        path,
        {
          text: String(text),
          ...(mode !== undefined && { mode: Number(mode) }),
          ...(owner !== undefined && { owner: Number(owner) }),
        },
      ],
    ),
  );
}

/** With the folders above each, of which Linux unpacks none by itself; those in `there` keep their owner and permissions. */
export function layerFiles(files: RootFiles, there: ReadonlySet<string>): LayerFile[] {
  const result: LayerFile[] = [];
  const folders = new Set(there).add('/');
  const addFolder = (path: string, owner: number): void => {
    if (folders.has(path)) return;
    addFolder(dirname(path), owner);
    folders.add(path);
    result.push({ path, mode: 0o755, owner });
  };
  for (const [path, { text, mode = 0o644, owner = 0 }] of Object.entries(files)) {
    addFolder(dirname(path), owner);
    result.push({ path, mode, owner, content: text });
  }
  return result;
}
