/** Symbols between a module and a kernel: what the one needs, what the other has, in which version and for which licence. */
import type { ElfFile } from './elf.ts';

/** `crc` is the checksum of everything that a symbol's type is made of (genksyms, gendwarfksyms). */
export interface KernelSymbol {
  readonly crc: number;
  readonly gplOnly: boolean;
  /** The module that brings it, as /proc/modules names it; absent: the kernel itself. */
  readonly module?: string;
}

/** Lines of a kernel's Module.symvers: crc, name, who exports it, how, and a namespace (Documentation/kbuild/modules.rst). */
export function parseSymvers(text: string): Map<string, KernelSymbol> {
  const symbols = new Map<string, KernelSymbol>();
  for (const line of text.split('\n')) {
    const [crc, name, owner = '', how] = line.split('\t');
    if (name === undefined || how === undefined || !/^0x[0-9a-f]+$/i.test(crc ?? '')) continue;
    symbols.set(name, {
      crc: Number(crc),
      gplOnly: how.includes('GPL'),
      ...(owner !== 'vmlinux' && { module: owner.slice(owner.lastIndexOf('/') + 1).replaceAll('-', '_') }),
    });
  }
  return symbols;
}

/**
 * The versions that a module was built with: the entries of `__versions` (struct modversion_info: an unsigned long and
 * the name, 64 bytes together), or of the pair of sections that Linux 6.14 brought for long names. Undefined: none.
 */
export function versionsOf(elf: ElfFile): Map<string, number> | undefined {
  const longCrcs = elf.section('__version_ext_crcs');
  const longNames = elf.section('__version_ext_names');
  if (longCrcs !== undefined && longNames !== undefined) {
    const names = Buffer.from(longNames).toString('latin1').split('\0');
    const crcs = view(longCrcs);
    const versions = new Map<string, number>();
    for (let index = 0; index * 4 + 4 <= longCrcs.length; index += 1) {
      const name = names[index];
      if (name) versions.set(name, crcs.getUint32(index * 4, elf.littleEndian));
    }
    return versions;
  }
  const section = elf.section('__versions');
  if (section === undefined) return undefined;
  const entrySize = 64;
  const nameAt = elf.bits / 8;
  const entries = view(section);
  const versions = new Map<string, number>();
  for (let at = 0; at + entrySize <= section.length; at += entrySize) {
    const name = Buffer.from(section.subarray(at + nameAt, at + entrySize))
      .toString('latin1')
      .split('\0')[0];
    // The low half of an unsigned long.
    const crc = entries.getUint32(elf.bits === 64 && !elf.littleEndian ? at + 4 : at, elf.littleEndian);
    if (name) versions.set(name, crc);
  }
  return versions;
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
