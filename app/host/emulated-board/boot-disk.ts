/** The disk that a board's loader starts Linux from: the folder /boot of its file system is the board's /boot. */
import { chmod, copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { boardFiles } from './board-folder.ts';
import type { BoardChoice } from './board-options.ts';
import { emptyFile, makeFileSystem } from './disk-file.ts';
import { extlinuxText } from './extlinux.ts';
import { bootDiskSize } from './judge-needs.ts';
import { kernelCommandLine } from './qemu-command.ts';

export interface BootFiles {
  readonly vmlinuz: string;
  readonly release: string;
  /** Moved onto the disk. */
  readonly initramfs: string;
  readonly deviceTree: string | undefined;
}

/**
 * No journal: U-Boot reads a file system as it is on the disk, without what only its journal knows. The features of ext2 and no
 * others, since each version of mke2fs knows more of them than U-Boot.
 */
const fileSystem = ['-t', 'ext2', '-O', 'extents'] as const;

/** Writes the disk of a board that is to be started from it. */
export async function makeBootDisk(
  folder: string,
  choice: BoardChoice,
  { vmlinuz, release, initramfs, deviceTree }: BootFiles,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (deviceTree === undefined) throw problem('emulated.no-loader', `${choice.name} has no device tree to start with.`);
  const disk = boardFiles(folder).bootDisk;
  const root = `${disk}-files`;
  const names = {
    kernel: `/boot/vmlinuz-${release}`,
    initramfs: `/boot/initrd.img-${release}`,
    deviceTree: '/boot/board.dtb',
  };
  const config = extlinuxText({ release, ...names, commandLine: kernelCommandLine(choice) });
  await rm(root, { recursive: true, force: true });
  try {
    await mkdir(join(root, 'boot', 'extlinux'), { recursive: true, mode: 0o755 });
    await copyFile(vmlinuz, join(root, names.kernel));
    await rename(initramfs, join(root, names.initramfs));
    await copyFile(deviceTree, join(root, names.deviceTree));
    await writeFile(join(root, 'boot', 'extlinux', 'extlinux.conf'), config);
    for (const file of [names.kernel, names.deviceTree, '/boot/extlinux/extlinux.conf'])
      await chmod(join(root, file), 0o644);
    await emptyFile(disk, bootDiskSize);
    await makeFileSystem(disk, [...fileSystem, '-d', root], signal);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
