/** The device tree that a board boots with: the machine's own, as QEMU makes it, and ours over it. */
import { join } from 'node:path';
import { processors } from './qemu-command.ts';
import { runProgram } from './run-program.ts';

/** Writes `board.dtb` into `folder` from `source` (an overlay in DTS); answers its path. */
export async function makeDeviceTree(folder: string, source: string, signal: AbortSignal | undefined): Promise<string> {
  const machine = join(folder, 'machine.dtb');
  const overlay = join(folder, 'overlay.dtbo');
  const result = join(folder, 'board.dtb');
  const dump = [
    '-M',
    `virt,dumpdtb=${machine.replaceAll(',', ',,')}`,
    '-cpu',
    'cortex-a53',
    '-smp',
    String(processors),
  ];
  await runProgram('qemu-system-aarch64', [...dump, '-m', '1G', '-nodefaults', '-display', 'none'], { signal });
  await runProgram('dtc', ['-q', '-@', '-I', 'dts', '-O', 'dtb', '-o', overlay, source], { signal });
  await runProgram('fdtoverlay', ['-i', machine, '-o', result, overlay], { signal });
  return result;
}
