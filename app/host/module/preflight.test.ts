import { expect, test } from 'vitest';
import { architectureOfMachine } from './architecture.ts';
import { compilerKind, type KernelTree } from './kernel-tree.ts';
import { type PreflightInput, preflight, preflightProblem } from './preflight.ts';

const release = '6.1.0-56-cloud-arm64';
const config = new Map([
  ['ARM64', 'y'],
  ['SMP', 'y'],
  ['MODULE_UNLOAD', 'y'],
  ['MODVERSIONS', 'y'],
  ['CC_VERSION_TEXT', 'gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0'],
]);
const arm64 = architectureOfMachine('aarch64');
const tree: KernelTree = {
  folder: '/headers',
  release,
  architecture: arm64,
  config,
  about: 'kernel headers',
  symbolVersions: true,
  compiler: 'gcc-12',
  prefixes: [],
  missing: [],
  prepare: 'make modules_prepare',
  foreignPrograms: undefined,
};
const gcc = {
  prefix: 'aarch64-linux-gnu-',
  command: 'aarch64-linux-gnu-gcc-12',
  version: 'aarch64-linux-gnu-gcc-12 (Debian 12.2.0-14) 12.2.0',
};
const good: PreflightInput = {
  kernel: {
    release,
    build: '',
    machine: 'aarch64',
    commandLine: '',
    vermagic: `${release} SMP mod_unload modversions aarch64`,
  },
  workstation: { compilers: [gcc], trees: [tree], make: 'GNU Make 4.3' },
  headers: undefined,
  source: { folder: '/kernel', makefile: 'Makefile' },
};

test('a workstation with everything passes every row', () => {
  const { rows, ...chosen } = preflight(good);
  expect(rows.filter((row) => !row.ok)).toEqual([]);
  expect(chosen).toEqual({ tree, compiler: gcc });
  expect(preflightProblem(rows)).toBeUndefined();
});

const trees = (...list: KernelTree[]) => ({ ...good, workstation: { ...good.workstation, trees: list } });

test.each<[string, PreflightInput, string]>([
  ['no headers', trees(), 'module.headers-missing'],
  ['headers of another release', trees({ ...tree, release: '6.1.0-55-cloud-arm64' }), 'module.headers-missing'],
  [
    'named headers of another release',
    { ...trees({ ...tree, release: '6.1.0-55-cloud-arm64' }), headers: '/headers' },
    'module.headers-differ',
  ],
  ['a named folder without a kernel', { ...trees(), headers: '/home' }, 'module.not-a-kernel-tree'],
  ['a tree that was never prepared', trees({ ...tree, missing: ['scripts/mod/modpost'] }), 'module.tree-unprepared'],
  ['a tree of the board’s own programs', trees({ ...tree, foreignPrograms: 'arm64' }), 'module.tree-foreign-programs'],
  [
    'a board that has the headers of its next boot',
    { ...good, on: 'board', workstation: { ...good.workstation, trees: [], otherReleases: ['6.1.0-57-cloud-arm64'] } },
    'module.headers-differ',
  ],
  [
    'named headers of another architecture',
    { ...trees({ ...tree, architecture: architectureOfMachine('x86_64') }), headers: '/headers' },
    'module.wrong-architecture',
  ],
  [
    'another configuration',
    trees({ ...tree, config: new Map([...config, ['PREEMPT_BUILD', 'y']]) }),
    'module.vermagic-differs',
  ],
  ['no symbol versions', trees({ ...tree, symbolVersions: false }), 'module.symbol-versions-missing'],
  ['no compiler', { ...good, workstation: { ...good.workstation, compilers: [] } }, 'module.compiler-missing'],
  [
    'a kernel built by clang',
    trees({ ...tree, config: new Map([...config, ['CC_VERSION_TEXT', 'Debian clang version 16.0.6']]) }),
    'module.compiler-differs',
  ],
  ['no make', { ...good, workstation: { ...good.workstation, make: undefined } }, 'module.make-missing'],
  ['no source', { ...good, source: { folder: '/empty', makefile: undefined } }, 'module.source-missing'],
  ['an unknown machine', { ...good, kernel: { ...good.kernel, machine: 'sparc64' } }, 'module.wrong-architecture'],
])('%s is told before a build', (_name, input, id) => {
  expect(preflightProblem(preflight(input).rows)?.id).toBe(id);
});

test('without symbol versions in the kernel their file is not missed', () => {
  const without = new Map([...config].filter(([name]) => name !== 'MODVERSIONS'));
  const { rows } = preflight({
    ...trees({ ...tree, config: without, symbolVersions: false }),
    kernel: { ...good.kernel, vermagic: `${release} SMP mod_unload aarch64` },
  });
  expect(rows.filter((row) => !row.ok)).toEqual([]);
});

test('another major version of the same compiler is said and no obstacle', () => {
  const older = { ...gcc, version: 'aarch64-linux-gnu-gcc (Debian 10.2.1-6) 10.2.1 20210110' };
  const { rows } = preflight({ ...good, workstation: { ...good.workstation, compilers: [older] } });
  expect(rows.find((row) => row.id === 'module.compiler-version')).toMatchObject({
    ok: true,
    hint: expect.any(String),
  });
});

test.each([
  ['gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0', { kind: 'gcc', major: 12 }],
  ['aarch64-linux-gnu-gcc (Ubuntu 11.4.0-1ubuntu1~22.04) 11.4.0', { kind: 'gcc', major: 11 }],
  ['Debian clang version 16.0.6 (15~deb12u1)', { kind: 'clang', major: 16 }],
  ['arm-xilinx-linux-gnueabi-gcc (GCC) 9.2.0', { kind: 'gcc', major: 9 }],
  ['', undefined],
])('the compiler in "%s"', (text, wanted) => {
  expect(compilerKind(text)).toEqual(wanted);
});
