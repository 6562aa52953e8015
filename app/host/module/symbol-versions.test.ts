import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readElf } from './elf.ts';
import { parseSymvers, versionsOf } from './symbol-versions.ts';
import { elfModule } from './testing/elf-module.ts';

const name = fc.stringMatching(/^[a-z_][a-z0-9_]{0,50}$/);
const crc = fc.nat(0xffffffff);
const shape = fc.constantFrom(
  { bits: 64, littleEndian: true } as const,
  { bits: 32, littleEndian: true } as const,
  { bits: 64, littleEndian: false } as const,
);

test('versions and needs come back from a module of any shape; weak symbols are no need', () => {
  fc.assert(
    fc.property(shape, fc.dictionary(name, crc), fc.array(name), fc.array(name), (form, versions, needs, weak) => {
      const elf = readElf(elfModule({ ...form, modinfo: [], versions, needs, weak }));
      if (elf === undefined) throw new Error('no ELF file');
      expect(Object.fromEntries(versionsOf(elf) ?? [])).toEqual({ ...versions });
      expect(elf.undefinedSymbols()).toEqual(needs);
    }),
  );
});

test('long names lie in sections of their own (Linux 6.14)', () => {
  const crcs = Buffer.alloc(8);
  crcs.writeUInt32LE(0x11, 0);
  crcs.writeUInt32LE(0x22, 4);
  const long = 'a'.repeat(80);
  const sections = { __version_ext_crcs: crcs, __version_ext_names: Buffer.from(`${long}\0b\0`) };
  const elf = readElf(elfModule({ modinfo: [], sections }));
  expect(elf && versionsOf(elf)).toEqual(
    new Map([
      [long, 0x11],
      ['b', 0x22],
    ]),
  );
});

test('a module without versions has none', () => {
  const elf = readElf(elfModule({ modinfo: [] }));
  expect(elf && versionsOf(elf)).toBeUndefined();
});

test('Module.symvers: checksums, which symbols are for GPL modules alone, and which a module brings', () => {
  const text = `0x6f7acdc4\tmodule_layout\tvmlinux\tEXPORT_SYMBOL\t
0x00000000\tplain\tvmlinux\tEXPORT_SYMBOL
0xdeadbeef\tplatform_driver_unregister\tvmlinux\tEXPORT_SYMBOL_GPL\tNS
0x16c16508	__devm_of_mdiobus_register	drivers/net/phy/of-mdio	EXPORT_SYMBOL	
something else
`;
  expect(parseSymvers(text)).toEqual(
    new Map([
      ['module_layout', { crc: 0x6f7acdc4, gplOnly: false }],
      ['plain', { crc: 0, gplOnly: false }],
      ['platform_driver_unregister', { crc: 0xdeadbeef, gplOnly: true }],
      ['__devm_of_mdiobus_register', { crc: 0x16c16508, gplOnly: false, module: 'of_mdio' }],
    ]),
  );
});
