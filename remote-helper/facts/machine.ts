/** What machine this is: model, page and cache line size, and whether it is an emulator without caches. */
import type { BoardFiles } from '../board-files.ts';
import { stringsOf, type TreeNode } from './device-tree.ts';

/** AT_PAGESZ of getauxval(3). */
const auxiliaryPageSize = 6;

/** Bytes of a page from the words of /proc/self/auxv, 4 or 8 bytes each by the architecture. */
export function pageSizeOf(auxv: Uint8Array): number | undefined {
  const view = new DataView(auxv.buffer, auxv.byteOffset, auxv.byteLength);
  for (const width of [8, 4] as const) {
    for (let at = 0; at + 2 * width <= auxv.byteLength; at += 2 * width) {
      // Every architecture with boards for this tool runs Linux little-endian.
      const word = (offset: number): number =>
        width === 8 ? Number(view.getBigUint64(offset, true)) : view.getUint32(offset, true);
      const value = word(at + width);
      if (word(at) === auxiliaryPageSize && value >= 4096 && (value & (value - 1)) === 0) return value;
    }
  }
  return undefined;
}

export async function readPageSize(files: BoardFiles): Promise<number> {
  const auxv = await files.bytes('/proc/self/auxv');
  return (auxv === undefined ? undefined : pageSizeOf(auxv)) ?? 4096;
}

/** Bytes of the smallest line of any cache that holds data, over all CPUs (big and little ones may differ). */
export async function readCacheLine(files: BoardFiles): Promise<number | undefined> {
  const sizes: number[] = [];
  const cpus = '/sys/devices/system/cpu';
  for (const cpu of (await files.list(cpus)).filter((name) => /^cpu\d+$/.test(name))) {
    for (const index of await files.list(`${cpus}/${cpu}/cache`)) {
      const folder = `${cpus}/${cpu}/cache/${index}`;
      const type = await files.text(`${folder}/type`);
      const size = Number(await files.text(`${folder}/coherency_line_size`));
      if ((type === 'Data' || type === 'Unified') && Number.isInteger(size) && size > 0) sizes.push(size);
    }
  }
  return sizes.length === 0 ? undefined : Math.min(...sizes);
}

export async function readModel(files: BoardFiles, tree: TreeNode | undefined): Promise<string | undefined> {
  return stringsOf(tree?.properties.get('model'))[0] ?? (await files.text('/sys/class/dmi/id/product_name'));
}

/**
 * QEMU without KVM models neither caches nor their maintenance. Known by `linux,dummy-virt` (QEMU hw/arm/virt.c and
 * hw/riscv/virt.c have `riscv-virtio`), or by QEMU's name in DMI; a KVM guest, known by its clock, runs on real caches.
 */
export async function readEmulated(files: BoardFiles, tree: TreeNode | undefined): Promise<boolean> {
  const clocks = await files.text('/sys/devices/system/clocksource/clocksource0/available_clocksource');
  if (clocks?.split(' ').includes('kvm-clock')) return false;
  const compatible = stringsOf(tree?.properties.get('compatible'));
  if (compatible.some((name) => name === 'linux,dummy-virt' || name === 'riscv-virtio')) return true;
  return (await files.text('/sys/class/dmi/id/sys_vendor')) === 'QEMU';
}
