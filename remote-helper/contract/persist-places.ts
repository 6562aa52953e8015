/** Where each file that stays for the next boots lies on a board. The helper writes to these places and no others. */
import type { PersistText } from './persist.ts';

export const textPaths: Readonly<Record<PersistText, string>> = {
  'modprobe.d': '/etc/modprobe.d/uiomem.conf',
  'modules-load.d': '/etc/modules-load.d/uiomem.conf',
  udev: '/etc/udev/rules.d/70-uiomem.rules',
};

/** depmod searches `updates` first unless /etc/depmod.d says otherwise (depmod.d(5), search). */
export function installPath(release: string): string {
  return `/lib/modules/${release}/updates/uiomem.ko`;
}

/** What DKMS calls a source tree: PACKAGE_NAME-PACKAGE_VERSION below /usr/src (dkms(8)). */
export function dkmsFolder(version: string): string {
  return `/usr/src/uiomem-${version}`;
}

/** The record of what was written, with what gave way (`kept/SHA256.gz`). */
export const recordFolder = '/var/lib/uiomem-studio/persist';
