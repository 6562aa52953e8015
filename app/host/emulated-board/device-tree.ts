/** The device tree that a board boots with: the machine's own, as QEMU makes it, and overlays over it. */
import { join } from 'node:path';
import { boardFiles } from './board-folder.ts';
import { machines, processors } from './qemu-command.ts';
import { runProgram } from './run-program.ts';

/** Writes `board.dtb` into `folder` from `sources` (overlays in DTS, in this order); answers its path. */
export async function makeDeviceTree(
  architecture: 'arm64' | 'armhf',
  folder: string,
  sources: readonly string[],
  signal: AbortSignal | undefined,
): Promise<string> {
  const { program, machine: model, cpu } = machines[architecture];
  const machine = join(folder, 'machine.dtb');
  const { deviceTree: result } = boardFiles(folder);
  const dump = ['-M', `${model},dumpdtb=${machine.replaceAll(',', ',,')}`, '-cpu', cpu, '-smp', String(processors)];
  await runProgram(program, [...dump, '-m', '1G', '-nodefaults', '-display', 'none'], { signal });
  const overlays: string[] = [];
  for (const [index, source] of sources.entries()) {
    const overlay = join(folder, `overlay-${index}.dtbo`);
    await runProgram('dtc', ['-q', '-@', '-I', 'dts', '-O', 'dtb', '-o', overlay, source], { signal });
    overlays.push(overlay);
  }
  await runProgram('fdtoverlay', ['-i', machine, '-o', result, ...overlays], { signal });
  return result;
}
