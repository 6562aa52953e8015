/** Programs of the board that steps of a plan or shell mode may use. */
import type { BoardFiles } from '../board-files.ts';
import { searchPath } from '../run.ts';

const names = [
  'busybox',
  'dd',
  'depmod',
  'devmem',
  'dkms',
  'dtc',
  'fdtoverlay',
  'fw_setenv',
  'gcc',
  'gdb',
  'insmod',
  'make',
  'modinfo',
  'modprobe',
  'mokutil',
  'node',
  'openssl',
  'python3',
  'rmmod',
  'sha256sum',
  'sudo',
  'systemctl',
  'tar',
  'udevadm',
  'update-initramfs',
  'xz',
  'zstd',
];

/** The first place of each tool in the folders where root's programs live. */
export async function readTools(files: BoardFiles): Promise<Record<string, string>> {
  const tools: Record<string, string> = {};
  for (const name of names) {
    for (const folder of searchPath) {
      const path = `${folder}/${name}`;
      if (!(await files.mayRun(path))) continue;
      tools[name] = path;
      break;
    }
  }
  return tools;
}
