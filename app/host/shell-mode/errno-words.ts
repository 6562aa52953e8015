/** The name of an error of the system in what a program of the board said: strerror(3) of glibc and musl in the C locale. */

const words: readonly (readonly [text: string, errno: string])[] = [
  ['Operation not permitted', 'EPERM'],
  ['No such file or directory', 'ENOENT'],
  ['Interrupted system call', 'EINTR'],
  ['Input/output error', 'EIO'],
  ['I/O error', 'EIO'],
  ['No such device or address', 'ENXIO'],
  ['No such device', 'ENODEV'],
  ['Bad address', 'EFAULT'],
  ['Resource temporarily unavailable', 'EAGAIN'],
  ['Cannot allocate memory', 'ENOMEM'],
  ['Out of memory', 'ENOMEM'],
  ['Permission denied', 'EACCES'],
  ['Device or resource busy', 'EBUSY'],
  ['Resource busy', 'EBUSY'],
  ['File exists', 'EEXIST'],
  ['Not a directory', 'ENOTDIR'],
  ['Invalid argument', 'EINVAL'],
  ['No space left on device', 'ENOSPC'],
  ['Disk quota exceeded', 'EDQUOT'],
  ['Read-only file system', 'EROFS'],
  ['Numerical result out of range', 'ERANGE'],
  ['Result not representable', 'ERANGE'],
];

/** Undefined when no error that is known here is named. */
export function errnoIn(said: string): string | undefined {
  return words.find(([text]) => said.includes(text))?.[1];
}
