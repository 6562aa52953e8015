import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseModinfo } from './modinfo.ts';

/** A minimal object file: header, .modinfo, .shstrtab, and a table of three sections (System V ABI, chapter 4). */
function object(entries: readonly string[], wide: boolean): Buffer {
  const info = Buffer.from(entries.map((entry) => `${entry}\0`).join(''));
  const names = Buffer.from('\0.modinfo\0.shstrtab\0');
  const headerSize = wide ? 64 : 52;
  const entrySize = wide ? 64 : 40;
  const header = Buffer.alloc(headerSize);
  header.set([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, 1, 1]);
  const table = headerSize + info.length + names.length;
  if (wide) header.writeBigUInt64LE(BigInt(table), 40);
  else header.writeUInt32LE(table, 32);
  const fields = wide ? 58 : 46;
  header.writeUInt16LE(entrySize, fields);
  header.writeUInt16LE(3, fields + 2);
  header.writeUInt16LE(2, fields + 4);
  const section = (name: number, offset: number, size: number): Buffer => {
    const bytes = Buffer.alloc(entrySize);
    bytes.writeUInt32LE(name, 0);
    if (wide) {
      bytes.writeBigUInt64LE(BigInt(offset), 24);
      bytes.writeBigUInt64LE(BigInt(size), 32);
    } else {
      bytes.writeUInt32LE(offset, 16);
      bytes.writeUInt32LE(size, 20);
    }
    return bytes;
  };
  return Buffer.concat([
    header,
    info,
    names,
    section(0, 0, 0),
    section(1, headerSize, info.length),
    section(10, headerSize + info.length, names.length),
  ]);
}

describe.each([true, false])('64-bit: %s', (wide) => {
  test('entries in order, values with equals signs in them', () => {
    const file = object(
      ['license=Dual MIT/GPL', 'alias=of:N*T*Cikwzm,uiomem', 'parm=a:b=c', 'vermagic=6.1.0 SMP mod_unload aarch64'],
      wide,
    );
    expect(parseModinfo(file)).toEqual([
      ['license', 'Dual MIT/GPL'],
      ['alias', 'of:N*T*Cikwzm,uiomem'],
      ['parm', 'a:b=c'],
      ['vermagic', '6.1.0 SMP mod_unload aarch64'],
    ]);
  });

  test('a file cut anywhere is not read past its end', () => {
    const file = object(['vermagic=6.1.0', 'name=uiomem'], wide);
    fc.assert(
      fc.property(fc.nat(file.length - 1), (length) => {
        const found = parseModinfo(file.subarray(0, length));
        expect(found === undefined || found.every(([name]) => name === 'vermagic' || name === 'name')).toBe(true);
      }),
    );
  });
});

test('other files are no modules', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      fc.pre(bytes[0] !== 0x7f);
      expect(parseModinfo(bytes)).toBeUndefined();
    }),
  );
});
