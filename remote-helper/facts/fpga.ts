/** States of FPGA managers, bridges and regions (kernel: Documentation/ABI/testing/sysfs-class-fpga-*). */
import type { BoardFiles } from '../board-files.ts';
import type { BoardFacts } from '../contract/facts.ts';

export async function readFpga(files: BoardFiles): Promise<BoardFacts['fpga']> {
  const parts: BoardFacts['fpga'] = [];
  for (const kind of ['manager', 'bridge', 'region'] as const) {
    const folder = `/sys/class/fpga_${kind}`;
    for (const name of await files.list(folder)) {
      // Regions have no state of their own: empty.
      parts.push({ kind, name, state: (await files.text(`${folder}/${name}/state`)) ?? '' });
    }
  }
  return parts;
}
