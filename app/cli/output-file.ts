/** A result as a file: it appears under its name only when it is whole. */
import { randomBytes } from 'node:crypto';
import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { problem } from '../../remote-helper/rpc/problem.ts';
import { fileFault } from './file-fault.ts';

export interface OutputFile extends AsyncDisposable {
  write(bytes: Uint8Array): Promise<void>;
  /** Puts the file into its place. Without it, disposal leaves nothing. */
  finish(): Promise<void>;
}

/**
 * Opens a file beside its place, before anything else is done. Throws `output.exists` unless `replace`,
 * `output.unwritable`.
 */
export async function openOutput(path: string, options: { readonly replace: boolean }): Promise<OutputFile> {
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory() === true) throw unwritable(path, 'it is a folder');
  // A device or a pipe takes bytes as they come; a file beside it would make no sense.
  const special = there !== undefined && !there.isFile();
  if (there !== undefined && !special && !options.replace) {
    throw problem('output.exists', `${path} is there already.`, {
      hint: 'Name another file, or replace it with --force.',
      data: { file: path },
    });
  }
  if (special) return intoPlace(path, await opening(path, path, 'w'));
  // Through a link, so that the link stays one.
  const target = there === undefined ? path : await realpath(path);
  const part = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.part`);
  const handle = await opening(path, part, 'wx');
  // Not every file system has modes to set.
  if (there !== undefined) await handle.chmod(there.mode & 0o7777).catch(() => {});
  return besidePlace(target, part, handle);
}

/** Puts a text where a file is, or where a link to it leads: whole or not at all, with its mode and owner. Throws `output.unwritable`. */
export async function rewriteFile(path: string, text: string): Promise<void> {
  try {
    await writeFileAtomic(path, text);
  } catch (cause) {
    throw unwritable(path, fileFault(cause));
  }
}

async function opening(path: string, place: string, flags: 'w' | 'wx'): Promise<FileHandle> {
  return await open(place, flags).catch((cause: unknown) => {
    throw unwritable(path, fileFault(cause));
  });
}

/** Bytes go where they belong as they come; nothing is ever removed. */
function intoPlace(path: string, handle: FileHandle): OutputFile {
  return {
    write: (bytes) => writeAll(path, handle, bytes),
    finish: () => handle.close(),
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

function besidePlace(path: string, part: string, handle: FileHandle): OutputFile {
  let placed = false;
  return {
    write: (bytes) => writeAll(path, handle, bytes),
    async finish() {
      await handle.close();
      await rename(part, path);
      placed = true;
    },
    async [Symbol.asyncDispose]() {
      await handle.close();
      if (!placed) await rm(part, { force: true });
    },
  };
}

async function writeAll(path: string, handle: FileHandle, bytes: Uint8Array): Promise<void> {
  try {
    for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at)).bytesWritten;
  } catch (cause) {
    throw unwritable(path, fileFault(cause));
  }
}

function unwritable(path: string, why: string) {
  return problem('output.unwritable', `${path} cannot be written: ${why}.`, {
    hint: 'Name a file in a folder that is there, may be written to and has room.',
    data: { file: path },
  });
}
