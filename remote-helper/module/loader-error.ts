/** What insmod's last words mean: kmod's and busybox's spellings of the errno that the kernel gave. */

/**
 * kmod's mod_strerror() (libkmod) and busybox's moderror() (modutils) have words of their own for four of them;
 * the rest is strerror(3). Compared without case.
 */
const words: readonly [text: string, errno: string][] = [
  ['invalid module format', 'ENOEXEC'],
  ['exec format error', 'ENOEXEC'],
  ['unknown symbol in module', 'ENOENT'],
  ['module has wrong symbol version', 'ESRCH'],
  ['invalid parameters', 'EINVAL'],
  ['invalid argument', 'EINVAL'],
  ['file exists', 'EEXIST'],
  ['device or resource busy', 'EBUSY'],
  ['resource busy', 'EBUSY'],
  ['cannot allocate memory', 'ENOMEM'],
  ['out of memory', 'ENOMEM'],
  ['operation not permitted', 'EPERM'],
  ['permission denied', 'EACCES'],
  ['key was rejected by service', 'EKEYREJECTED'],
  ['required key not available', 'ENOKEY'],
  ['no such device or address', 'ENXIO'],
  ['no such device', 'ENODEV'],
  ['resource temporarily unavailable', 'EAGAIN'],
  ['bad message', 'EBADMSG'],
  ['function not implemented', 'ENOSYS'],
];

/** The errno's name in the loader's words; undefined when they name none. */
export function errnoOf(loaderWords: string): string | undefined {
  const text = loaderWords.toLowerCase();
  return words.find(([words]) => text.includes(words))?.[1];
}

const hints: Readonly<Record<string, string>> = {
  ENOEXEC:
    'The module was built for another kernel: build it against the headers of the release that runs on the board.',
  ENOENT: 'The kernel lacks a symbol that the module needs: it was built against another configuration.',
  ESRCH: 'A symbol has another version than the module was built with: build it against this very kernel.',
  EINVAL: 'The kernel refused a parameter or a region; its lines below say which.',
  EBUSY: 'A region is claimed by another driver: compare /proc/iomem.',
  ENOMEM: 'The kernel could not map a region: on 32-bit boards the vmalloc space may be too small.',
  EKEYREJECTED: 'The kernel takes signed modules only: sign it with a key the kernel knows, or turn off secure boot.',
  ENOKEY: 'The kernel takes signed modules only: sign it with a key the kernel knows, or turn off secure boot.',
  EPERM: 'Loading is forbidden: lockdown, kernel.modules_disabled, or not root.',
  ENOSYS: 'This kernel was built without loadable modules.',
};

export function hintFor(errno: string | undefined): string | undefined {
  return errno === undefined ? undefined : hints[errno];
}
