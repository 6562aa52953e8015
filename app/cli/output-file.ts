/** A result as a file: it appears under its name only when it is whole. */
import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { problem } from '../../remote-helper/rpc/problem.ts';

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
  const part = special ? path : join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.part`);
  const handle = await open(part, special ? 'w' : 'wx').catch((cause: NodeJS.ErrnoException) => {
    throw unwritable(path, cause.code ?? cause.message);
  });
  return opened(path, part, handle, special);
}

function opened(path: string, part: string, handle: FileHandle, special: boolean): OutputFile {
  let placed = special;
  return {
    async write(bytes) {
      try {
        let at = 0;
        while (at < bytes.length) at += (await handle.write(bytes, at)).bytesWritten;
      } catch (cause) {
        throw unwritable(path, cause instanceof Error ? cause.message : String(cause));
      }
    },
    async finish() {
      await handle.close();
      if (!special) await rename(part, path);
      placed = true;
    },
    async [Symbol.asyncDispose]() {
      await handle.close();
      if (!placed) await rm(part, { force: true });
    },
  };
}

function unwritable(path: string, why: string) {
  return problem('output.unwritable', `${path} cannot be written: ${why}.`, {
    hint: 'Name a file in a folder that is there, may be written to and has room.',
    data: { file: path },
  });
}
