/** Makes small kernel modules for tests: an ELF relocatable object with a `.modinfo` section and what else a test wants. */
export interface ElfModuleParts {
  readonly bits?: 32 | 64;
  readonly littleEndian?: boolean;
  /** `e_machine`; arm64 when absent. */
  readonly machine?: number;
  /** `e_type`; ET_REL when absent. */
  readonly type?: number;
  /** `name=value` entries. */
  readonly modinfo: readonly string[];
  /** Sections by name, beside `.modinfo`. */
  readonly sections?: Readonly<Record<string, Uint8Array>>;
  /** Entries of `__versions`: symbol name to its checksum. */
  readonly versions?: Readonly<Record<string, number>>;
  /** Symbols that it takes from the kernel; `weak` ones it can do without. */
  readonly needs?: readonly string[];
  readonly weak?: readonly string[];
}

interface Section {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly type?: number;
  readonly link?: number;
}

/** Written from the tables of elf(5), apart from the reader under test. */
export function elfModule(parts: ElfModuleParts): Uint8Array {
  const wide = (parts.bits ?? 64) === 64;
  const little = parts.littleEndian ?? true;
  const sections: Section[] = [
    { name: '', bytes: Buffer.alloc(0) },
    { name: '.modinfo', bytes: Buffer.from(parts.modinfo.map((entry) => `${entry}\0`).join('')) },
    ...Object.entries(parts.sections ?? {}).map(([name, bytes]) => ({ name, bytes })),
  ];
  if (parts.versions !== undefined) {
    sections.push({ name: '__versions', bytes: versionTable(parts.versions, wide, little) });
  }
  if (parts.needs !== undefined || parts.weak !== undefined) {
    const { symbols, strings } = symbolTable(parts.needs ?? [], parts.weak ?? [], wide, little);
    sections.push({ name: '.symtab', bytes: symbols, type: 2, link: sections.length + 1 });
    sections.push({ name: '.strtab', bytes: strings, type: 3 });
  }
  const names = Buffer.from(`${[...sections.map(({ name }) => name), '.shstrtab'].join('\0')}\0`);
  sections.push({ name: '.shstrtab', bytes: names, type: 3 });

  const headerSize = wide ? 64 : 52;
  const entrySize = wide ? 64 : 40;
  const tableAt = headerSize + sections.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const file = new Uint8Array(tableAt + sections.length * entrySize);
  const view = new DataView(file.buffer);
  const half = (at: number, value: number) => view.setUint16(at, value, little);
  const word = (at: number, value: number) =>
    wide ? view.setBigUint64(at, BigInt(value), little) : view.setUint32(at, value, little);

  file.set([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, little ? 1 : 2, 1]);
  half(16, parts.type ?? 1);
  half(18, parts.machine ?? 183);
  word(wide ? 40 : 32, tableAt);
  half(wide ? 58 : 46, entrySize);
  half(wide ? 60 : 48, sections.length);
  half(wide ? 62 : 50, sections.length - 1);

  let offset = headerSize;
  let nameAt = 0;
  for (const [index, { name, bytes, type = 1, link = 0 }] of sections.entries()) {
    const at = tableAt + index * entrySize;
    file.set(bytes, offset);
    view.setUint32(at, nameAt, little);
    view.setUint32(at + 4, index === 0 ? 0 : type, little);
    word(at + (wide ? 24 : 16), offset);
    word(at + (wide ? 32 : 20), bytes.length);
    view.setUint32(at + (wide ? 40 : 24), link, little);
    offset += bytes.length;
    nameAt += name.length + 1;
  }
  return file;
}

/** struct modversion_info: an unsigned long and the name, 64 bytes together. */
function versionTable(versions: Readonly<Record<string, number>>, wide: boolean, little: boolean): Uint8Array {
  const table = Buffer.alloc(64 * Object.keys(versions).length);
  for (const [index, [name, crc]] of Object.entries(versions).entries()) {
    const at = 64 * index;
    if (little) table.writeUInt32LE(crc, at);
    else table.writeUInt32BE(crc, wide ? at + 4 : at);
    table.write(name, at + (wide ? 8 : 4), 'latin1');
  }
  return table;
}

/** Elf64_Sym or Elf32_Sym: the empty first one, then undefined symbols of global and of weak binding. */
function symbolTable(
  needs: readonly string[],
  weak: readonly string[],
  wide: boolean,
  little: boolean,
): { symbols: Uint8Array; strings: Uint8Array } {
  const all = [...needs.map((name) => ({ name, binding: 1 })), ...weak.map((name) => ({ name, binding: 2 }))];
  const size = wide ? 24 : 16;
  const symbols = Buffer.alloc(size * (all.length + 1));
  const strings = [''];
  let nameAt = 1;
  for (const [index, { name, binding }] of all.entries()) {
    const at = size * (index + 1);
    if (little) symbols.writeUInt32LE(nameAt, at);
    else symbols.writeUInt32BE(nameAt, at);
    symbols[at + (wide ? 4 : 12)] = binding << 4;
    strings.push(name);
    nameAt += name.length + 1;
  }
  return { symbols, strings: Buffer.from(`${strings.join('\0')}\0`) };
}
