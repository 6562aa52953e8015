/** How wide a physical address of the board is, as far as its kernel tells. */
import type { BoardFiles } from '../board-files.ts';

/**
 * Bits, of /proc/cpuinfo (`address sizes` on x86: arch/x86/kernel/cpu/proc.c), else of what the kernel was built for:
 * CONFIG_ARM64_PA_BITS, and on 32-bit ARM 40 with CONFIG_ARM_LPAE, 32 without. Undefined where none of them is known.
 */
export async function readAddressBits(
  files: BoardFiles,
  machine: string,
  config: Readonly<Record<string, string>> | undefined,
): Promise<number | undefined> {
  const told = Number(/^address sizes\s*: (\d+) bits physical/m.exec((await files.text('/proc/cpuinfo')) ?? '')?.[1]);
  if (told >= 32 && told <= 64) return told;
  const arm64 = Number(config?.ARM64_PA_BITS);
  if (arm64 >= 32 && arm64 <= 64) return arm64;
  // An option that does not exist on the architecture is in no file of its configuration.
  if (/^armv[67]l$/.test(machine) && config !== undefined) return config.ARM_LPAE === 'y' ? 40 : 32;
  return undefined;
}
