/** The kernel's configuration, of which only what decides about modules, overlays and memory is kept. */
import type { BoardFiles } from '../board-files.ts';
import { onDemand } from '../on-demand.ts';

/** Options the tool asks about, without `CONFIG_`. */
export const relevantOptions: readonly string[] = [
  'ARM64_16K_PAGES',
  'ARM64_4K_PAGES',
  'ARM64_64K_PAGES',
  'ARM64_PA_BITS',
  'ARM_LPAE',
  'CC_VERSION_TEXT',
  'CFI_CLANG',
  'CMA',
  'CONFIGFS_FS',
  'DEBUG_INFO_BTF',
  'DEBUG_INFO_BTF_MODULES',
  'DEVMEM',
  'DEVTMPFS',
  'FPGA',
  'IKCONFIG_PROC',
  'IO_STRICT_DEVMEM',
  'KALLSYMS',
  'KEXEC',
  'KEXEC_FILE',
  'LOCALVERSION',
  'LOCK_DOWN_KERNEL_FORCE_CONFIDENTIALITY',
  'LOCK_DOWN_KERNEL_FORCE_INTEGRITY',
  'LOCK_DOWN_KERNEL_FORCE_NONE',
  'MODULES',
  'MODULE_ALLOW_BTF_MISMATCH',
  'MODULE_COMPRESS_GZIP',
  'MODULE_COMPRESS_NONE',
  'MODULE_COMPRESS_XZ',
  'MODULE_COMPRESS_ZSTD',
  'MODULE_FORCE_LOAD',
  'MODULE_SIG',
  'MODULE_SIG_ALL',
  'MODULE_SIG_FORCE',
  'MODULE_SIG_HASH',
  'MODULE_SRCVERSION_ALL',
  'MODULE_UNLOAD',
  'MODVERSIONS',
  'OF',
  'OF_CONFIGFS',
  'OF_OVERLAY',
  'OF_RESERVED_MEM',
  'PREEMPT',
  'PREEMPT_RT',
  'RANDSTRUCT_FULL',
  'RANDSTRUCT_NONE',
  'SECURITY_LOCKDOWN_LSM',
  'SECURITY_LOCKDOWN_LSM_EARLY',
  'SMP',
  'STRICT_DEVMEM',
  'THUMB2_KERNEL',
  'TRIM_UNUSED_KSYMS',
];

/** Name to `y`, `m`, `n` or the value, unquoted; only options of `wanted`, and `n` only where the file says so. */
export function parseKernelConfig(text: string, wanted: readonly string[] = relevantOptions): Record<string, string> {
  const names = new Set(wanted);
  const options: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const set = /^CONFIG_(\w+)=(.*)$/.exec(line);
    const unset = /^# CONFIG_(\w+) is not set$/.exec(line);
    const name = set?.[1] ?? unset?.[1];
    if (name === undefined || !names.has(name)) continue;
    const value = set?.[2] ?? 'n';
    options[name] = /^".*"$/.test(value) ? value.slice(1, -1).replace(/\\(["\\])/g, '$1') : value;
  }
  return options;
}

/** From the running kernel itself where it carries its configuration, else from the file beside its image. */
export async function readKernelConfig(
  files: BoardFiles,
  release: string,
): Promise<Record<string, string> | undefined> {
  const packed = await files.bytes('/proc/config.gz');
  if (packed !== undefined) {
    try {
      return parseKernelConfig(onDemand.zlib.gunzipSync(packed).toString('utf8'));
    } catch {
      // A truncated image of the configuration is as good as none: the file in /boot may still be there.
    }
  }
  for (const path of [`/boot/config-${release}`, `/lib/modules/${release}/config`]) {
    const text = await files.text(path);
    if (text !== undefined) return parseKernelConfig(text);
  }
  return undefined;
}
