/** Each thing that a kernel may hold against a module, as the row that tells it and the problem that it becomes. */
import { expect, test } from 'vitest';
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import { checkBuilt, checkFitsBoard } from './fits-board.ts';
import { judgeModule } from './judge-module.ts';
import type { JudgedModule } from './judged-module.ts';
import { type ModuleFile, readModuleFile } from './module-file.ts';
import type { KernelSymbol } from './symbol-versions.ts';
import { type ElfModuleParts, elfModule } from './testing/elf-module.ts';

const release = '6.1.0-56-cloud-arm64';
const vermagic = `${release} SMP mod_unload modversions aarch64`;
const kernel: BoardFacts['kernel'] = {
  release,
  build: '',
  machine: 'aarch64',
  commandLine: '',
  vermagic,
  modulesDisabled: false,
  signatureEnforced: false,
  config: { CC_VERSION_TEXT: 'gcc-12 (Debian 12.2.0-14) 12.2.0', MODULE_SIG: 'y', MODULE_SIG_HASH: 'sha512' },
};
const symbols = new Map([
  ['module_layout', { crc: 1, gplOnly: false }],
  ['memremap', { crc: 2, gplOnly: false }],
  ['driver_register', { crc: 3, gplOnly: true }],
]);
const whole: ElfModuleParts = {
  modinfo: ['name=uiomem', 'license=Dual MIT/GPL', `vermagic=${vermagic} `],
  versions: { module_layout: 1, memremap: 2, driver_register: 3 },
  needs: ['memremap', 'driver_register'],
  weak: ['missing_but_weak'],
  sections: { '.comment': Buffer.from('\0GCC: (Debian 12.2.0-14) 12.2.0\0GCC: (Debian 12.2.0-14) 12.2.0\0') },
};
const made = (parts: Partial<ElfModuleParts>): ModuleFile => readModuleFile(elfModule({ ...whole, ...parts }), 'a.ko');
const modinfo = (...entries: string[]): ModuleFile => made({ modinfo: ['name=uiomem', ...entries] });

test('a module built for this very kernel', () => {
  const rows = judgeModule({ module: made({}), kernel, symbols });
  expect(rows.map(({ title, ok, wanted, found, hint }) => [title, ok, wanted, found, hint])).toEqual([
    ['architecture', true, 'arm64 (aarch64)', 'arm64', undefined],
    ['loading of modules', true, 'allowed', 'allowed', undefined],
    ['signature', true, 'none needed', 'not signed', 'An unsigned module taints this kernel (E), and is taken.'],
    ['release', true, release, release, undefined],
    ['version magic', true, vermagic, vermagic, undefined],
    ['symbol versions', true, 'those of the board’s kernel', 'versions of 3 symbols, all the same', undefined],
    ['symbols', true, '2 that the kernel exports', 'all of them', undefined],
    ['licence', true, 'one compatible with the GPL', 'Dual MIT/GPL', undefined],
    ['compiler', true, 'gcc-12 (Debian 12.2.0-14) 12.2.0', 'GCC: (Debian 12.2.0-14) 12.2.0', undefined],
    ['type information (BTF)', true, 'none needed', 'none', undefined],
  ]);
  expect(() => checkFitsBoard(made({}), kernel, { symbols })).not.toThrow();
});

const guarded = (more: Partial<BoardFacts['kernel']>): BoardFacts['kernel'] => ({ ...kernel, ...more });
const options = (more: Record<string, string>): BoardFacts['kernel'] =>
  guarded({ config: { ...kernel.config, ...more } });
const other = '6.1.0-50-cloud-arm64';
const ways = (off: string): string =>
  `Sign it with a key that the kernel knows (certs/signing_key.pem and .x509 of its own build): scripts/sign-file sha512 KEY.pem CERT.x509 uiomem.ko; a key of your own can be enrolled on UEFI boards: mokutil --import KEY.der, then boot; ${off}.`;

const refused: [
  string,
  Partial<JudgedModule>,
  { id: string; wanted: string; found: string; title: string; hint: string },
][] = [
  [
    'another architecture',
    { module: made({ machine: 62 }) },
    {
      id: 'module.wrong-architecture',
      title: 'architecture',
      wanted: 'arm64 (aarch64)',
      found: 'x86',
      hint: 'Build it for this board: module build.',
    },
  ],
  [
    'loading switched off',
    { kernel: guarded({ modulesDisabled: true }) },
    {
      id: 'module.loading-disabled',
      title: 'loading of modules',
      wanted: 'allowed',
      found: 'switched off until the next boot (kernel.modules_disabled is 1)',
      hint: 'Boot the board, and load the driver before what switches it off: look for kernel.modules_disabled in /etc/sysctl.conf and /etc/sysctl.d.',
    },
  ],
  [
    'unsigned under module.sig_enforce',
    { kernel: guarded({ signatureEnforced: true }) },
    {
      id: 'module.signature-required',
      title: 'signature',
      wanted: 'one of a key that the kernel knows (module.sig_enforce is on)',
      found: 'not signed',
      hint: ways('or boot without module.sig_enforce=1 on the kernel’s command line'),
    },
  ],
  [
    'unsigned under CONFIG_MODULE_SIG_FORCE',
    { kernel: options({ MODULE_SIG_FORCE: 'y' }) },
    {
      id: 'module.signature-required',
      title: 'signature',
      wanted: 'one of a key that the kernel knows (CONFIG_MODULE_SIG_FORCE)',
      found: 'not signed',
      hint: ways('or take a kernel without CONFIG_MODULE_SIG_FORCE'),
    },
  ],
  [
    'unsigned under lockdown',
    { kernel: guarded({ lockdown: 'integrity' }) },
    {
      id: 'module.signature-required',
      title: 'signature',
      wanted: 'one of a key that the kernel knows (lockdown is integrity)',
      found: 'not signed',
      hint: ways('or boot without lockdown (lockdown= on the kernel’s command line; secure boot switches it on too)'),
    },
  ],
  [
    'another release, whose symbols have other versions',
    {
      module: made({
        modinfo: ['license=GPL', `vermagic=${other} SMP mod_unload modversions aarch64`],
        versions: { module_layout: 9 },
      }),
    },
    {
      id: 'module.wrong-release',
      title: 'release',
      wanted: release,
      found: other,
      hint: 'Build it against the headers of the release that runs on the board.',
    },
  ],
  [
    'another configuration',
    { module: modinfo('license=GPL', `vermagic=${release} SMP preempt mod_unload modversions aarch64`) },
    {
      id: 'module.vermagic-differs',
      title: 'version magic',
      wanted: vermagic,
      found: `${release} SMP preempt mod_unload modversions aarch64`,
      hint: 'The headers were configured differently from the kernel that runs: build against its very own.',
    },
  ],
  [
    'another build of the same release',
    { module: made({ versions: { module_layout: 1, memremap: 7, driver_register: 8 } }) },
    {
      id: 'module.symbol-versions-differ',
      title: 'symbol versions',
      wanted: 'those of the board’s kernel',
      found: 'other versions of memremap, driver_register',
      hint: 'Build it against this kernel’s own headers; another build of the same release may differ.',
    },
  ],
  [
    'no symbol versions where the kernel compares them',
    { module: readModuleFile(elfModule({ modinfo: whole.modinfo }), 'a.ko') },
    {
      id: 'module.symbol-versions-differ',
      title: 'symbol versions',
      wanted: 'a version of each symbol (CONFIG_MODVERSIONS)',
      found: 'none in the module',
      hint: 'It was built without the kernel’s Module.symvers: build it where that file is (the headers package has it).',
    },
  ],
  [
    'a symbol that the kernel lacks',
    { module: made({ needs: ['memremap', 'a', 'b', 'c', 'd', 'e'] }) },
    {
      id: 'module.symbols-missing',
      title: 'symbols',
      wanted: '6 that the kernel exports',
      found: 'not a, b, c, d and 1 more',
      hint: 'This kernel has no such symbol, or does not export it: switch on the option that brings it, load the module that has it first, or build the module without what needs it.',
    },
  ],
  [
    'a licence that GPL-only symbols are not for',
    { module: modinfo('license=Proprietary', `vermagic=${vermagic}`) },
    {
      id: 'module.licence-refused',
      title: 'licence',
      wanted: 'one compatible with the GPL',
      found: 'Proprietary; it needs driver_register, which the kernel exports to GPL modules only',
      hint: 'Whoever wrote the module has to say MODULE_LICENSE("GPL") or a dual licence, or do without these symbols.',
    },
  ],
  [
    'gcc where a kernel of clang checks indirect calls',
    { kernel: options({ CC_VERSION_TEXT: 'Debian clang version 14.0.6', CFI_CLANG: 'y' }) },
    {
      id: 'module.compiler-differs',
      title: 'compiler',
      wanted: 'Debian clang version 14.0.6',
      found: 'GCC: (Debian 12.2.0-14) 12.2.0',
      hint: 'This kernel checks indirect calls (CONFIG_CFI_CLANG): it would stop at the first call into the module. Build it with clang.',
    },
  ],
  [
    'type information of another kernel',
    {
      module: made({
        modinfo: ['license=GPL', `vermagic=${other} SMP mod_unload modversions aarch64`],
        sections: { '.BTF': new Uint8Array(24) },
      }),
      kernel: options({ DEBUG_INFO_BTF_MODULES: 'y' }),
    },
    {
      id: 'module.btf-differs',
      title: 'type information (BTF)',
      wanted: 'that of this very build (no CONFIG_MODULE_ALLOW_BTF_MISMATCH)',
      found: `for a build of ${other}`,
      hint: 'If the kernel says “failed to validate module BTF”, take it out: objcopy --remove-section .BTF uiomem.ko, or build with module build, which leaves it out.',
    },
  ],
];

test.each(refused)('%s is refused', (_what, judged, { id, title, wanted, found, hint }) => {
  const all = { module: made({}), kernel, symbols, ...judged };
  let thrown: unknown;
  try {
    checkFitsBoard(all.module, all.kernel, { symbols });
  } catch (cause) {
    thrown = problemOf(cause);
  }
  expect(thrown).toEqual({
    id,
    message: `The board’s kernel would not take the module: ${title}: wanted ${wanted}, found ${found}.`,
    hint,
    data: { wanted, found },
  });
});

const accepted: [string, Partial<JudgedModule>, string, string | undefined][] = [
  [
    'another release with the same symbol versions, as the kernel itself has it',
    { module: modinfo('license=GPL', `vermagic=${other} SMP mod_unload modversions aarch64`) },
    'module.release',
    'Another release, but every symbol has the same version: this kernel takes it.',
  ],
  [
    'signed under enforcement',
    { module: { ...made({}), signer: 'lab' }, kernel: guarded({ signatureEnforced: true }) },
    'module.signature',
    'Whether the kernel knows that key is told by keyctl list %:.builtin_trusted_keys on the board, and by the load.',
  ],
  [
    'a licence of its own, as long as no GPL-only symbol is needed',
    { module: { ...made({}), licence: 'Proprietary', needs: ['memremap'] } },
    'module.licence',
    'It taints the kernel (P).',
  ],
  [
    'another major version of the kernel’s compiler',
    { module: { ...made({}), compilers: ['GCC: (GNU) 13.1.0'] } },
    'module.compiler',
    'Another compiler than the kernel’s usually works; when the module misbehaves, build with the kernel’s own.',
  ],
  [
    'type information where what does not fit is ignored',
    {
      module: { ...made({}), btf: 'of-one-kernel' },
      kernel: options({ DEBUG_INFO_BTF_MODULES: 'y', MODULE_ALLOW_BTF_MISMATCH: 'y' }),
    },
    'module.btf',
    undefined,
  ],
];

test.each(accepted)('%s is taken', (_what, judged, id, hint) => {
  const all = { module: made({}), kernel, symbols, ...judged };
  expect(judgeModule(all).find((row) => row.id === id)).toMatchObject({
    ok: true,
    ...(hint !== undefined && { hint }),
  });
  expect(() => checkFitsBoard(all.module, all.kernel, { symbols })).not.toThrow();
});

test('a symbol without a checksum in the kernel is not compared', () => {
  const none = new Map(symbols).set('memremap', { crc: 0, gplOnly: false });
  expect(() => checkFitsBoard(made({}), kernel, { symbols: none })).not.toThrow();
});

test('symbols of another module are no obstacle unless that is known not to be loaded', () => {
  const module = made({ needs: ['memremap', 'phy_find'], versions: { module_layout: 1 } });
  const more = new Map<string, KernelSymbol>([...symbols]).set('phy_find', {
    crc: 4,
    gplOnly: false,
    module: 'libphy',
  });
  const row = (loaded?: string[]) =>
    judgeModule({ module, kernel, symbols: more, loaded }).find(({ id }) => id === 'module.symbols');
  const hint = 'Load that module first, on the board: modprobe libphy.';
  expect(row()).toMatchObject({ ok: true, found: 'phy_find of libphy', hint });
  expect(row(['virtio_net'])).toMatchObject({ ok: false, found: 'phy_find of libphy, not loaded', hint });
  expect(row(['libphy'])).toMatchObject({ ok: true, found: 'all of them' });
});

test('a build is not held to what can still be mended: signature, and loading until the next boot', () => {
  expect(() => checkBuilt(made({}), guarded({ signatureEnforced: true, modulesDisabled: true }))).not.toThrow();
  expect(() => checkBuilt(made({ machine: 62 }), kernel)).toThrow('architecture');
});
