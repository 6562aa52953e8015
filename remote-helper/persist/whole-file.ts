/** Files of the board's root file system, written whole or not at all, so that a power cut leaves the old one or the new one. */
import { chmod, type FileHandle, lstat, mkdir, open, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { onDemand } from '../on-demand.ts';
import { type ProblemError, problem } from '../rpc/problem.ts';

/** Who may do what with a file; root's unless said otherwise. */
export interface FileRights {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** Root, on a board. */
export const self = { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 } as const;

/** A regular file as it is now. */
export interface FoundFile extends FileRights {
  readonly sha256: string;
  readonly bytes: Buffer;
}

export function digestOf(bytes: Uint8Array): string {
  return onDemand.crypto.createHash('sha256').update(bytes).digest('hex');
}

/** Undefined when nothing is there; `other`: a link, a folder, a device. Throws `persist.not-readable`. */
export async function findFile(path: string): Promise<FoundFile | 'other' | undefined> {
  try {
    const status = await lstat(path);
    if (!status.isFile()) return 'other';
    const bytes = await readFile(path);
    return { sha256: digestOf(bytes), bytes, mode: status.mode & 0o7777, uid: status.uid, gid: status.gid };
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw problem('persist.not-readable', `${path} on the board cannot be read: ${code}.`, {
      data: { path },
      cause: thrown,
    });
  }
}

/** The name under which a file is written before it takes its place; no reader of such folders takes it for one of theirs. */
export function draftOf(path: string): string {
  return join(dirname(path), `.${path.slice(path.lastIndexOf('/') + 1)}.uiomem-studio`);
}

/**
 * Replaces what is at the path, in a folder that is there. Once it resolves the disk has it. Throws `persist.read-only`,
 * `persist.no-space`, `persist.not-writable`, and nothing is left of the attempt.
 */
export async function writeWhole(path: string, bytes: Uint8Array, rights: FileRights): Promise<void> {
  const draft = draftOf(path);
  try {
    await rm(draft, { force: true });
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await settle(file, rights);
    } finally {
      await file.close();
    }
    await rename(draft, path);
    await syncFolder(dirname(path));
  } catch (thrown) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw notWritable(path, thrown);
  }
}

async function settle(file: FileHandle, { mode, uid, gid }: FileRights): Promise<void> {
  const status = await file.stat();
  if (status.uid !== uid || status.gid !== gid) await file.chown(uid, gid);
  await file.chmod(mode);
  await file.sync();
}

/** A file that is gone already is none. */
export async function removeWhole(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
    await syncFolder(dirname(path)).catch(() => undefined);
  } catch (thrown) {
    throw notWritable(path, thrown);
  }
}

/** The folders above a path that are not there, outermost first. */
export async function missingFolders(path: string): Promise<string[]> {
  const missing: string[] = [];
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    if (
      await lstat(folder).then(
        () => true,
        () => false,
      )
    )
      break;
    missing.unshift(folder);
  }
  return missing;
}

/** Root's, with this mode whatever the mask of this process is. */
export async function makeFolder(folder: string, mode = 0o755): Promise<void> {
  try {
    await mkdir(folder, { mode });
    await chmod(folder, mode);
    await syncFolder(dirname(folder));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw notWritable(folder, thrown);
  }
}

/** False when somebody else has something in it, or nothing can be removed there. */
export async function removeFolder(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    // Else a power cut brings it back.
    await syncFolder(dirname(folder)).catch(() => undefined);
    return true;
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return true;
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'EBUSY') return false;
    // A read-only file system says no before it looks whether there is anything (do_rmdir of fs/namei.c).
    if (code === 'EROFS') return await isAbsent(folder);
    throw notWritable(folder, thrown);
  }
}

async function isAbsent(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => false,
    () => true,
  );
}

export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function notWritable(path: string, thrown: unknown): ProblemError {
  const { code = String(thrown) } = thrown as NodeJS.ErrnoException;
  const data = { path, errno: code };
  switch (code) {
    case 'EROFS':
      return problem('persist.read-only', `${path} cannot be written: the board mounts that file system read-only.`, {
        hint: 'Remount it read-write (mount -o remount,rw /), or put the files into the image that it is made of.',
        data,
        cause: thrown,
      });
    case 'ENOSPC':
    case 'EDQUOT':
      return problem('persist.no-space', `${path} cannot be written: there is no space left.`, {
        hint: 'Make room on the board’s root file system, then apply again.',
        data,
        cause: thrown,
      });
    default:
      return problem('persist.not-writable', `${path} cannot be written: ${code}.`, {
        hint: 'EACCES, EPERM: the file system or a security module forbids it even to root.',
        data,
        cause: thrown,
      });
  }
}
