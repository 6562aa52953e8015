/**
 * How a device's memory may be touched by plain commands without harm. `dd` and `cat` make the kernel touch it, which is safe on
 * memory alone; and the driver's file `read` invalidates the cache lines of a cached device that is not coherent, which throws
 * away what another process has written and not yet synced (uiomem interface, "read, write, lseek"). Pure.
 */
import type { UiomemDevice } from '../../../remote-helper/contract/device.ts';
import { hex } from '../../../remote-helper/contract/hex.ts';
import type { Content, Eye } from '../../../remote-helper/contract/memory.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';

/** Bytes that devmem may be asked for in one call: it is a process of its own for each word of 32 bits. */
export const largestDevmem = 16 * 1024;

export interface AccessWish {
  readonly device: Pick<UiomemDevice, 'name' | 'address' | 'cached' | 'coherent'>;
  readonly eye: Eye;
  readonly content: Content;
  /** The range is memory for certain: a reservation holds it, or an applied plan says so. */
  readonly proven: boolean;
  /** Path of devmem on the board. */
  readonly devmem: string | undefined;
}

/** `file`: through the driver's file. `devmem`: past the cache by /dev/mem, word by word; never for writing. */
export type ReadWay = 'file' | 'devmem';

/** Throws `shell.unproven-range`: nothing of the device is touched by the shell. */
export function checkProven({ device, content, proven }: Omit<AccessWish, 'eye' | 'devmem'>): void {
  if (content === 'memory' && proven) return;
  const data = { device: device.name, address: hex(device.address), content };
  throw problem(
    'shell.unproven-range',
    content === 'registers'
      ? `${device.name} holds registers, which the board's plain commands would read in widths and numbers of their own.`
      : `It is not proven that ${device.name} is memory; plain commands make the kernel touch it, and a bus error there is a kernel oops.`,
    {
      hint:
        content === 'registers'
          ? 'Let the tool bring node for this board (runtime bring): the helper reads registers one by one.'
          : 'Reserve the range in the device tree, or apply a plan that says content: memory; or let the tool bring node (runtime bring), which tries the first touch where it can do no harm.',
      data,
    },
  );
}

/** Throws `shell.unproven-range`, `shell.unsafe-read`. */
export function readWay(wish: AccessWish): ReadWay {
  checkProven(wish);
  const { device, eye, devmem } = wish;
  if (device.coherent || !device.cached) return 'file';
  if (eye === 'device' && devmem !== undefined) return 'devmem';
  throw problem(
    'shell.unsafe-read',
    `${device.name} is cached and not coherent: reading its file invalidates cache lines, which throws away what another process has written and not yet synced.`,
    {
      hint:
        devmem === undefined
          ? 'Load it coherent or with the cache off, or let the tool bring node (runtime bring), whose helper maps the memory instead.'
          : 'Read it with the eye device (past the cache, by devmem), load it coherent or with the cache off, or let the tool bring node (runtime bring).',
      data: { device: device.name, eye },
    },
  );
}
