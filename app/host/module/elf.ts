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
}

const magic = 0x7f454c46;
/** Places of the fields in Elf32_Ehdr, Elf32_Shdr and in their 64-bit forms. */
const layout = {
  32: { header: 52, table: 32, entrySize: 46, count: 48, names: 50, entry: 40, offset: 16, size: 20 },
  64: { header: 64, table: 40, entrySize: 58, count: 60, names: 62, entry: 64, offset: 24, size: 32 },
} as const;

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
  };
}

function nameAt(names: Uint8Array, start: number): string | undefined {
  const end = names.indexOf(0, start);
  return end < 0 ? undefined : Buffer.from(names.subarray(start, end)).toString('latin1');
}
