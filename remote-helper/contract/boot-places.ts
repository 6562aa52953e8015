/** Which files of a board its boot follows that the tool may write. The helper writes to these places and no others. */

/** Texts that a boot loader, or a program that writes for it, reads. */
export const bootTexts = [
  '/boot/extlinux/extlinux.conf',
  '/etc/default/u-boot',
  '/boot/armbianEnv.txt',
  '/boot/firmware/config.txt',
  '/boot/config.txt',
  '/boot/firmware/cmdline.txt',
  '/boot/cmdline.txt',
  '/etc/default/grub',
  '/etc/kernel/cmdline',
] as const;
export type BootText = (typeof bootTexts)[number];

/** Before the names of all overlays of ours, in the running kernel and as files beside those of others. */
export const overlayPrefix = 'uiomem-studio-';

const trees = [
  /^\/boot\/uiomem-studio\/[a-z0-9-]{1,49}\.dtbo?$/,
  /^\/boot\/(?:dtbo|overlay-user|overlays|firmware\/overlays)\/uiomem-studio-[a-z0-9-]{1,49}\.dtbo$/,
];

export function isBootText(path: string): path is BootText {
  return bootTexts.some((each) => each === path);
}

/** An overlay or a whole tree, in a folder or under a name of ours. */
export function isBootTree(path: string): boolean {
  return trees.some((each) => each.test(path));
}

/** Whether a folder is one that may have to be made for such a place. */
export function isBootFolder(path: string): boolean {
  return /^\/boot\/(?:uiomem-studio|dtbo|overlay-user|overlays|firmware\/overlays)$/.test(path);
}

/** The program that makes a file count, of those that are not read by the loader itself. */
export function programFor(path: string): 'u-boot-update' | 'update-grub' | undefined {
  if (path === '/etc/default/grub') return 'update-grub';
  if (path === '/etc/default/u-boot' || path === '/etc/kernel/cmdline' || path.startsWith('/boot/dtbo/'))
    return 'u-boot-update';
  return undefined;
}

/** The record of what was written, with what gave way (`kept/SHA256.gz`). */
export const bootRecordFolder = '/var/lib/uiomem-studio/boot';

/** Where kernels of several makers take overlays while they run; Linux itself has no such folder. */
export const overlayFolder = '/sys/kernel/config/device-tree/overlays';
