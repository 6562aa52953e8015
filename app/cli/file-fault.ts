/** Why the system reads or writes a file not. */

const words: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of its path is no folder',
  EISDIR: 'it is a folder',
  EACCES: 'your user has no right to it',
  EPERM: 'your user has no right to it',
  EROFS: 'its file system is read-only',
  ENOSPC: 'no room is left on its file system',
  EDQUOT: 'your user has no room left there',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its links go in a circle',
  EIO: 'the disk does not answer as it should (EIO)',
};

/** Goes behind *… cannot be read:*. */
export function fileFault(thrown: unknown): string {
  const { code = '', message }: NodeJS.ErrnoException = thrown instanceof Error ? thrown : new Error(String(thrown));
  return words[code] ?? (code === '' ? message : code);
}
