/** The `.modinfo` section of a kernel module: name=value strings, each ended by a zero byte (include/linux/moduleparam.h). */

const elfMagic = 0x7f454c46;

/** Every entry in order; a name may come several times (`alias`, `parm`). Undefined when the bytes are no ELF object. */
export function parseModinfo(file: Uint8Array): [name: string, value: string][] | undefined {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.byteLength < 52 || view.getUint32(0) !== elfMagic) return undefined;
  const wide = view.getUint8(4) === 2;
  const little = view.getUint8(5) === 1;
  // Offsets of e_shoff, e_shentsize, e_shnum, e_shstrndx in Elf64_Ehdr and Elf32_Ehdr (elf.h).
  const at = wide ? { table: 40, size: 58, count: 60, names: 62 } : { table: 32, size: 46, count: 48, names: 50 };
  if (file.byteLength < (wide ? 64 : 52)) return undefined;
  const word = (offset: number): number =>
    wide ? Number(view.getBigUint64(offset, little)) : view.getUint32(offset, little);
  const table = word(at.table);
  const entrySize = view.getUint16(at.size, little);
  const count = view.getUint16(at.count, little);
  const names = view.getUint16(at.names, little);
  const section = (index: number): Uint8Array | undefined => {
    const entry = table + index * entrySize;
    if (entry + (wide ? 64 : 40) > file.byteLength) return undefined;
    const offset = word(entry + (wide ? 24 : 16));
    const size = word(entry + (wide ? 32 : 20));
    return offset + size <= file.byteLength ? file.subarray(offset, offset + size) : undefined;
  };
  const nameTable = section(names);
  if (nameTable === undefined) return undefined;
  for (let index = 0; index < count; index += 1) {
    const entry = table + index * entrySize;
    if (entry + 4 > file.byteLength) return undefined;
    if (zeroEnded(nameTable, view.getUint32(entry, little)) === '.modinfo') return entriesOf(section(index));
  }
  return undefined;
}

function zeroEnded(bytes: Uint8Array, start: number): string {
  const end = bytes.indexOf(0, start);
  return Buffer.from(bytes.subarray(start, end < 0 ? undefined : end)).toString('utf8');
}

function entriesOf(section: Uint8Array | undefined): [string, string][] | undefined {
  if (section === undefined) return undefined;
  const entries: [string, string][] = [];
  for (const text of Buffer.from(section).toString('utf8').split('\0')) {
    const equals = text.indexOf('=');
    if (equals > 0) entries.push([text.slice(0, equals), text.slice(equals + 1)]);
  }
  return entries;
}
