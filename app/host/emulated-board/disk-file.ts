/** Files that are disks and memory of a board, made without root. */
import { existsSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { runProgram } from './run-program.ts';

/** A file of zeros without taking space. */
export async function emptyFile(path: string, size: bigint): Promise<void> {
  await rm(path, { force: true });
  await using handle = await open(path, 'wx', 0o600);
  await handle.truncate(Number(size));
}

/** A file system over all of the file; `kind`: which one, and what is in it, in mke2fs's words. */
export async function makeFileSystem(
  path: string,
  kind: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  // Debian keeps mke2fs where only root's PATH leads.
  const program = existsSync('/usr/sbin/mke2fs') ? '/usr/sbin/mke2fs' : 'mke2fs';
  await runProgram(program, ['-q', '-F', ...kind, '-m', '0', '-E', 'root_owner=0:0', path], { signal });
}
