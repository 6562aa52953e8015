/** Which paths persistence may touch. */
import type { PersistKind } from '../contract/persist.ts';
import { textPaths } from '../contract/persist-places.ts';

const module = /^\/lib\/modules\/[\w.+~-]+\/updates\/uiomem\.ko$/;
const source = /^\/usr\/src\/uiomem-[0-9A-Za-z][0-9A-Za-z.~+-]{0,63}\/(?:[\w-][\w.-]*\/){0,3}[\w-][\w.-]*$/;
const folder =
  /^\/(?:etc(?:\/(?:modprobe\.d|modules-load\.d|udev(?:\/rules\.d)?))?|lib(?:\/modules(?:\/[\w.+~-]+(?:\/updates)?)?)?|usr(?:\/src(?:\/uiomem-[\w.~+-]+(?:\/[\w-][\w.-]*){0,3})?)?)$/;

/** Whether a path is one of its kind's: a record on the disk and one sent by a host are both asked. */
export function isPlace(kind: PersistKind, path: string): boolean {
  if (path.includes('/../')) return false;
  if (kind === 'module') return module.test(path);
  return kind === 'dkms' ? source.test(path) : path === textPaths[kind];
}

/** Whether a folder is one that may have to be made for such a place. */
export function isFolder(path: string): boolean {
  return folder.test(path) && !path.includes('/..');
}

/** Whether a kernel's release names one folder of /lib/modules. */
export function isRelease(release: string): boolean {
  return /^[\w+~-][\w.+~-]*$/.test(release);
}

/** What depmod writes (depmod(8), modules.dep(5); busybox writes the text ones). The others are of the kernel's own build. */
export function isIndexName(name: string): boolean {
  return /^modules\.(dep|alias|symbols|softdep|weakdep|devname|builtin\.alias|dep\.bin|alias\.bin|symbols\.bin|builtin\.bin|builtin\.alias\.bin|dep\.bb)$/.test(
    name,
  );
}

/** The journal's, beside it; empty when nothing stands. */
export const journalFolder = '/var/lib/uiomem-studio/journal';
