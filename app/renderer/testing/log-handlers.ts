/** The kernel's log of the scripted host: lines with real explanations, and what a hostile board would print. */
import type { KernelLogLine } from '../../../remote-helper/contract/kernel-log.ts';
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import type { HostContract } from '../../contract.ts';
import { readPlan } from '../../plan/document.ts';
import { explainLine } from '../../plan/messages/explain.ts';
import { emulatedFacts } from './sample.ts';

const usual: readonly (readonly [level: number, text: string])[] = [
  [5, 'Linux version 6.6.52-xilinx (oe-user@oe-host) (aarch64-xilinx-linux-gcc 12.2.0) #1 SMP'],
  [6, 'Machine model: ZynqMP ZCU102 Rev1.1'],
  [6, 'mmc0: SDHCI controller on ff170000.mmc [ff170000.mmc] using ADMA 64-bit'],
  [4, 'xilinx-dpsub fd4a0000.display: failed to get phy link'],
  [6, 'uiomem: loading out-of-tree module taints kernel.'],
  [3, 'uiomem: region 2 [0x9000000, 0x9001000): busy: another driver has claimed part of it; /proc/iomem says which'],
  [6, 'uiomem uiomem0: region [0xa0000000, 0xa0040000), cache off'],
];

export class ScriptedLog {
  readonly #lines: KernelLogLine[] = usual.map(([level, text], index) => ({
    // The kernel had overwritten the first ones.
    sequence: index,
    level,
    microseconds: 1_200_000 + index * 310_000,
    text,
  }));
  readonly #wakes = new Set<() => void>();

  /** `skipped` lines are gone before they were read. */
  add(level: number, text: string, skipped = 0): void {
    const last = this.#lines.at(-1);
    const sequence = (last?.sequence ?? -1) + 1 + skipped;
    this.#lines.push({ sequence, level, microseconds: (last?.microseconds ?? 0) + 50_000, text });
    for (const wake of this.#wakes) wake();
  }

  handlers(): Pick<Handlers<HostContract>, 'log.read'> {
    return {
      'log.read': async ({ since = 0, follow, text }, { signal, item }) => {
        const plan = text === undefined ? undefined : readPlan(text).plan;
        let next = since;
        for (;;) {
          for (const line of this.#lines.filter(({ sequence }) => sequence >= next)) {
            const explanation = explainLine(line.text, { facts: { board: emulatedFacts }, plan });
            await item({ line, ...(explanation !== undefined && { explanation }) });
            next = line.sequence + 1;
          }
          if (!follow || signal.aborted) return { next };
          await new Promise<void>((resolve) => {
            this.#wakes.add(resolve);
            signal.addEventListener('abort', () => resolve(), { once: true });
          });
        }
      },
    };
  }
}
