/** What becomes of a file in a folder: whether it can be written, and whether the next boot finds it again. */
import type { BoardFiles } from '../board-files.ts';
import type { Storage } from '../contract/facts.ts';

/** Folders that persistence writes to. */
const folders = ['/etc', '/lib/modules', '/usr/src', '/var/lib'];

/** File systems that live in RAM; rootfs is an initramfs that was never left (Documentation/filesystems/ramfs-rootfs-initramfs.rst). */
const volatile = new Set(['tmpfs', 'ramfs', 'rootfs']);
/** Those that cannot be written by design. */
const unwritable = new Set(['squashfs', 'erofs', 'cramfs', 'iso9660', 'romfs']);

export interface Mount {
  readonly target: string;
  readonly type: string;
  readonly options: readonly string[];
}

/** /proc/mounts in the order of mounting; spaces in it are octal escapes (proc(5)). */
export function parseMounts(text: string): Mount[] {
  const plain = (word: string) =>
    word.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
  return text.split('\n').flatMap((line) => {
    const [, target, type, options] = line.split(' ');
    return target === undefined || type === undefined || options === undefined
      ? []
      : [{ target: plain(target), type, options: options.split(',').map(plain) }];
  });
}

/** The one that a path lies in: the deepest, and of several on one place the last. */
function mountOf(path: string, mounts: readonly Mount[]): Mount | undefined {
  return mounts
    .filter(({ target }) => target === '/' || path === target || path.startsWith(`${target}/`))
    .reduce<Mount | undefined>(
      (best, each) => (best === undefined || each.target.length >= best.target.length ? each : best),
      undefined,
    );
}

/** Pure. `lasts` is absent where the upper folder of an overlay lies in a place that is not mounted any more. */
export function fateOf(path: string, mounts: readonly Mount[]): Omit<Storage, 'path' | 'freeBytes'> | undefined {
  const mount = mountOf(path, mounts);
  if (mount === undefined) return undefined;
  const { type, options } = mount;
  const readOnly = options.includes('ro') || unwritable.has(type);
  if (type !== 'overlay') return { fileSystem: type, readOnly, lasts: !volatile.has(type) };
  const upper = options.find((option) => option.startsWith('upperdir='))?.slice('upperdir='.length);
  if (upper === undefined) return { fileSystem: type, readOnly: true, lasts: true };
  // What was mounted below the overlay before it: an overlay cannot be its own upper folder.
  const below = mounts.filter((each) => each !== mount && each.type !== 'overlay');
  const under = upper.startsWith('/') ? mountOf(upper, below) : undefined;
  // The path of an overlay that an initramfs made leads nowhere in the root that is there now.
  if (under === undefined || under.target === '/') {
    return { fileSystem: type, readOnly, ...(under !== undefined && volatile.has(under.type) && { lasts: false }) };
  }
  return { fileSystem: type, readOnly, lasts: !volatile.has(under.type) };
}

export async function readStorage(files: BoardFiles): Promise<Storage[]> {
  const mounts = parseMounts((await files.text('/proc/mounts')) ?? '');
  const all: Storage[] = [];
  for (const folder of folders) {
    const path = await there(files, folder);
    const fate = fateOf((await files.real(path)) ?? path, mounts);
    if (fate === undefined) continue;
    all.push({ path: folder, ...fate, freeBytes: (await files.freeBytes(path)) ?? 0n });
  }
  return all;
}

/** The folder, or the nearest above it that is there. */
async function there(files: BoardFiles, folder: string): Promise<string> {
  for (let path = folder; path !== ''; path = path.slice(0, path.lastIndexOf('/'))) {
    if ((await files.real(path)) !== undefined) return path;
  }
  return '/';
}
