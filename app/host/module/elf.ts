/** As much of ELF as a kernel module needs read: the machine it is for, and its sections by name (elf(5)). */
export interface ElfFile {
  /** `e_machine`. */
  readonly machine: number;
  readonly bits: 32 | 64;
  readonly littleEndian: boolean;
  /** `e_type`; a kernel module is 1 (ET_REL). */
  readonly type: number;
  /** The bytes of the first section of that name; undefined when there is none. */
  section(name: string): Uint8Array | undefined;
  /** Names of the symbols that it takes from elsewhere and cannot do without (weak ones are left out). */
  undefinedSymbols(): string[];
}

const magic = 0x7f454c46;
/** Places of the fields in Elf32_Ehdr, Elf32_Shdr and in their 64-bit forms. */
const layout = {
  32: {
    header: 52,
    table: 32,
    entrySize: 46,
    count: 48,
    names: 50,
    entry: 40,
    type: 4,
    offset: 16,
    size: 20,
    link: 24,
  },
  64: {
    header: 64,
    table: 40,
    entrySize: 58,
    count: 60,
    names: 62,
    entry: 64,
    type: 4,
    offset: 24,
    size: 32,
    link: 40,
  },
} as const;
/** Places of st_info and st_shndx in Elf32_Sym and Elf64_Sym, and their sizes. */
const symbolLayout = { 32: { size: 16, info: 12, section: 14 }, 64: { size: 24, info: 4, section: 6 } } as const;
/** SHT_SYMTAB; SHN_UNDEF; STB_GLOBAL. */
const symbolTable = 2;
const undefinedSection = 0;
const globalBinding = 1;

/** Undefined when the bytes are no whole ELF file: truncated, damaged or something else. */
export function readElf(file: Uint8Array): ElfFile | undefined {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.byteLength < 20 || view.getUint32(0) !== magic) return undefined;
  const bits = { 1: 32, 2: 64 }[view.getUint8(4)] as 32 | 64 | undefined;
  const data = view.getUint8(5);
  if (bits === undefined || (data !== 1 && data !== 2)) return undefined;
  const place = layout[bits];
  if (file.byteLength < place.header) return undefined;
  const littleEndian = data === 1;
  const half = (at: number): number => view.getUint16(at, littleEndian);
  // Beyond 2^53 the number is not exact any more, and far outside every file.
  const word = (at: number): number =>
    bits === 64 ? Number(view.getBigUint64(at, littleEndian)) : view.getUint32(at, littleEndian);

  const table = word(place.table);
  const entrySize = half(place.entrySize);
  const count = half(place.count);
  if (entrySize < place.entry || table + count * entrySize > file.byteLength) return undefined;
  const content = (index: number): Uint8Array | undefined => {
    if (index >= count) return undefined;
    const entry = table + index * entrySize;
    const start = word(entry + place.offset);
    const size = word(entry + place.size);
    return start + size <= file.byteLength ? file.subarray(start, start + size) : undefined;
  };
  const names = content(half(place.names));
  if (names === undefined) return undefined;
  return {
    machine: half(18),
    bits,
    littleEndian,
    type: half(16),
    section(name) {
      for (let index = 0; index < count; index += 1) {
        if (nameAt(names, view.getUint32(table + index * entrySize, littleEndian)) === name) return content(index);
      }
      return undefined;
    },
    undefinedSymbols() {
      const symbol = symbolLayout[bits];
      const found: string[] = [];
      for (let index = 0; index < count; index += 1) {
        const entry = table + index * entrySize;
        if (view.getUint32(entry + place.type, littleEndian) !== symbolTable) continue;
        const symbols = content(index);
        const symbolNames = content(view.getUint32(entry + place.link, littleEndian));
        if (symbols === undefined || symbolNames === undefined) continue;
        const fields = new DataView(symbols.buffer, symbols.byteOffset, symbols.byteLength);
        for (let at = 0; at + symbol.size <= symbols.length; at += symbol.size) {
          if (fields.getUint16(at + symbol.section, littleEndian) !== undefinedSection) continue;
          if (fields.getUint8(at + symbol.info) >> 4 !== globalBinding) continue;
          const name = nameAt(symbolNames, fields.getUint32(at, littleEndian));
          if (name) found.push(name);
        }
      }
      return found;
    },
  };
}

function nameAt(names: Uint8Array, start: number): string | undefined {
  const end = names.indexOf(0, start);
  return end < 0 ? undefined : Buffer.from(names.subarray(start, end)).toString('latin1');
}
