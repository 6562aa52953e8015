/** Every way to the next boots; the first that a board calls for is recommended. A new one is a file beside this, and its name below. */
import { armbianWay } from './armbian-way.ts';
import { extlinuxWay } from './extlinux-way.ts';
import { kernelArgumentsWay } from './kernel-arguments-way.ts';
import { mergedDtbWay } from './merged-dtb-way.ts';
import { raspberryPiWay } from './raspberry-pi-way.ts';
import { uBootMenuWay } from './u-boot-menu-way.ts';
import type { BootWay } from './way.ts';

/** A distribution's own way goes before what its programs would write anew. */
export const bootWays: readonly BootWay[] = [
  raspberryPiWay,
  armbianWay,
  uBootMenuWay,
  extlinuxWay,
  mergedDtbWay,
  kernelArgumentsWay,
];
