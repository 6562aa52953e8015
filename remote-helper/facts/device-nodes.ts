/** What makes and changes device nodes on a board. */
import type { BoardFiles } from '../board-files.ts';
import type { BoardFacts } from '../contract/facts.ts';
import { parseMounts } from './space.ts';

/**
 * `udev`: its daemon listens (/run/udev/control; systemd src/udev, and eudev). `mdev`: busybox's, as the kernel's hotplug
 * program or as a daemon with its pid file (busybox docs/mdev.txt; Buildroot package/busybox/S10mdev). `none`: not even devtmpfs.
 */
export async function readNodeManager(files: BoardFiles): Promise<NonNullable<BoardFacts['nodes']>> {
  if ((await files.entries('/run/udev')).files.includes('control')) return 'udev';
  const hotplug = (await files.text('/proc/sys/kernel/hotplug')) ?? '';
  if (/(^|\/)mdev$/.test(hotplug.trim()) || (await files.text('/run/mdev.pid')) !== undefined) return 'mdev';
  const mounts = parseMounts((await files.text('/proc/mounts')) ?? '');
  return mounts.some(({ point, type }) => point === '/dev' && type === 'devtmpfs') ? 'devtmpfs' : 'none';
}
