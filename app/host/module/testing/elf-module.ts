/** Makes small kernel modules for tests: an ELF relocatable object with a `.modinfo` section and nothing else. */
export interface ElfModuleParts {
  readonly bits?: 32 | 64;
  readonly littleEndian?: boolean;
  /** `e_machine`; arm64 when absent. */
  readonly machine?: number;
  /** `e_type`; ET_REL when absent. */
  readonly type?: number;
  /** `name=value` entries. */
  readonly modinfo: readonly string[];
}

/** Written from the tables of elf(5), apart from the reader under test. */
export function elfModule(parts: ElfModuleParts): Uint8Array {
  const wide = (parts.bits ?? 64) === 64;
  const little = parts.littleEndian ?? true;
  const names = Buffer.from('\0.modinfo\0.shstrtab\0');
  const info = Buffer.from(parts.modinfo.map((entry) => `${entry}\0`).join(''));
  const headerSize = wide ? 64 : 52;
  const entrySize = wide ? 64 : 40;
  const tableAt = headerSize + info.length + names.length;
  const file = new Uint8Array(tableAt + 3 * entrySize);
  const view = new DataView(file.buffer);
  const half = (at: number, value: number) => view.setUint16(at, value, little);
  const word = (at: number, value: number) =>
    wide ? view.setBigUint64(at, BigInt(value), little) : view.setUint32(at, value, little);

  file.set([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, little ? 1 : 2, 1]);
  half(16, parts.type ?? 1);
  half(18, parts.machine ?? 183);
  word(wide ? 40 : 32, tableAt);
  half(wide ? 58 : 46, entrySize);
  half(wide ? 60 : 48, 3);
  half(wide ? 62 : 50, 2);
  file.set(info, headerSize);
  file.set(names, headerSize + info.length);

  const section = (index: number, name: number, offset: number, size: number) => {
    const at = tableAt + index * entrySize;
    view.setUint32(at, name, little);
    word(at + (wide ? 24 : 16), offset);
    word(at + (wide ? 32 : 20), size);
  };
  section(1, 1, headerSize, info.length);
  section(2, 10, headerSize + info.length, names.length);
  return file;
}
