/** `/proc/iomem`: who claims which physical addresses (kernel/resource.c prints two spaces a level). */
import type { IomemLine } from '../contract/facts.ts';

const pattern = /^( *)([0-9a-f]+)-([0-9a-f]+) : (.*)$/;

/**
 * The lines in order; `undefined` when the kernel printed zeros instead of addresses, as it does without
 * CAP_SYS_ADMIN: then nothing is known, least of all that a range is free.
 */
export function parseIomem(text: string): IomemLine[] | undefined {
  const lines: IomemLine[] = [];
  for (const line of text.split('\n')) {
    const match = pattern.exec(line);
    if (match === null) continue;
    const [, indent = '', start = '', end = '', name = ''] = match;
    lines.push({ start: BigInt(`0x${start}`), end: BigInt(`0x${end}`), name, depth: indent.length >> 1 });
  }
  return lines.some((line) => line.end !== 0n) ? lines : undefined;
}
