import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readElf } from './elf.ts';
import { modinfoEntries, readModuleFile } from './module-file.ts';
import { elfModule } from './testing/elf-module.ts';

const modinfo = [
  'name=uiomem',
  'vermagic=6.1.0-56-cloud-arm64 SMP mod_unload modversions aarch64',
  'parm=uiomem0_addr:physical address',
  'parmtype=uiomem0_addr:ulong',
  'parmtype=info_enable:int',
  'license=Dual MIT/GPL',
  'version=1',
  'description=memory',
];

test.each([
  { bits: 64, littleEndian: true, machine: 183, architecture: 'arm64' },
  { bits: 32, littleEndian: true, machine: 40, architecture: 'arm' },
  { bits: 64, littleEndian: false, machine: 183, architecture: 'arm64' },
  { bits: 64, littleEndian: true, machine: 62, architecture: 'x86' },
] as const)('a module of $bits bits for $architecture is read', ({ bits, littleEndian, machine, architecture }) => {
  const { architecture: found, ...rest } = readModuleFile(elfModule({ bits, littleEndian, machine, modinfo }), 'a.ko');
  expect(found.name).toBe(architecture);
  expect(rest).toEqual({
    name: 'uiomem',
    vermagic: '6.1.0-56-cloud-arm64 SMP mod_unload modversions aarch64',
    release: '6.1.0-56-cloud-arm64',
    version: '1',
    licence: 'Dual MIT/GPL',
    description: 'memory',
    parameters: new Map([
      ['uiomem0_addr', { type: 'ulong', about: 'physical address' }],
      ['info_enable', { type: 'int', about: '' }],
    ]),
    signer: undefined,
    compilers: [],
    needs: [],
    versions: undefined,
    btf: 'none',
  });
});

test.each([
  ['empty', new Uint8Array(0), 'no whole ELF file'],
  ['a text', Buffer.from('#!/bin/sh\necho this is not a module at all, but long enough to have a header\n'), 'ELF'],
  ['a program', elfModule({ type: 2, modinfo }), 'program or a library'],
  ['an object of another machine', elfModule({ machine: 8, modinfo }), 'machine 8'],
  ['an object without vermagic', elfModule({ modinfo: ['name=uiomem'] }), 'no vermagic'],
])('%s is refused', (_name, bytes, words) => {
  expect(() => readModuleFile(bytes, 'x.ko')).toThrow(words);
});

test('no truncated or damaged file makes the reader throw anything but its own problem', () => {
  const whole = elfModule({ modinfo });
  fc.assert(
    fc.property(fc.nat(whole.length), fc.nat(whole.length - 1), fc.nat(255), (length, at, value) => {
      const damaged = Uint8Array.from(whole.subarray(0, length));
      if (at < length) damaged[at] = value;
      const elf = readElf(damaged);
      const section = elf?.section('.modinfo');
      if (section !== undefined) expect(section.length).toBeLessThanOrEqual(length);
    }),
  );
});

test('entries without a name or value sign are left out', () => {
  expect(modinfoEntries(Buffer.from('a=1\0\0=x\0b=2=3\0tail'))).toEqual([
    ['a', '1'],
    ['b', '2=3'],
  ]);
});
