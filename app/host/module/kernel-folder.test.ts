/** Folders as products leave them, read from the disk; what is recognised by which paths is kernel-layout.test.ts's. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { kernelTreesIn } from './kernel-folder.ts';
import { elfModule } from './testing/elf-module.ts';
import { preparedTree } from './testing/prepared-tree.ts';

const release = '6.6.40-made';
const config = 'CONFIG_ARM64=y\nCONFIG_CC_VERSION_TEXT="aarch64-linux-gcc (Buildroot) 13.2.0"\n';

let root: string;
const at = (path: string) => join(root, path);
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kernel-folder-'));
});
afterEach(() => rm(root, { recursive: true }));

async function file(path: string, content: string | Uint8Array = ''): Promise<void> {
  await mkdir(dirname(at(path)), { recursive: true });
  await writeFile(at(path), content);
}

test('a Buildroot folder, by way of a link: the tree, and the compiler beside it', async () => {
  await preparedTree(at('b/output/build/linux-6.6.40'), {
    release,
    config,
    files: { 'Module.symvers': '0x1\ta\tb\tc\n' },
  });
  await file('b/output/host/bin/aarch64-linux-gcc');
  await symlink(at('b/output/build/linux-6.6.40'), at('link'));
  const tree = {
    folder: at('b/output/build/linux-6.6.40'),
    about: 'Buildroot',
    release,
    architecture: expect.objectContaining({ name: 'arm64' }),
    config: new Map([
      ['ARM64', 'y'],
      ['CC_VERSION_TEXT', 'aarch64-linux-gcc (Buildroot) 13.2.0'],
    ]),
    symbolVersions: true,
    compiler: undefined,
    prefixes: [at('b/output/host/bin/aarch64-linux-')],
    missing: [],
    prepare: 'make linux in the Buildroot folder',
    foreignPrograms: undefined,
  };
  expect(await kernelTreesIn(at('b'))).toEqual([tree]);
  expect(await kernelTreesIn(at('link'))).toMatchObject([
    { about: 'kernel of a Buildroot output', folder: tree.folder, prefixes: tree.prefixes },
  ]);
});

test('a root file system whose build link leads nowhere here: the headers are found, and what their Makefile names', async () => {
  const makefile = 'include /usr/src/linux-headers-6.6-made-common/Makefile\n';
  await preparedTree(at(`usr/src/linux-headers-${release}`), { release, config, files: { Makefile: makefile } });
  await mkdir(at(`lib/modules/${release}`), { recursive: true });
  await symlink(`/usr/src/linux-headers-${release}-gone`, at(`lib/modules/${release}/build`));
  expect(await kernelTreesIn(root)).toMatchObject([
    { source: '/usr/src/linux-headers-6.6-made-common', missing: ['/usr/src/linux-headers-6.6-made-common/Makefile'] },
  ]);
  await file('usr/src/linux-headers-6.6-made-common/Makefile');
  expect(await kernelTreesIn(root)).toMatchObject([
    { source: at('usr/src/linux-headers-6.6-made-common'), missing: [] },
  ]);
});

test('a source that was configured and no more, and one that was not even that', async () => {
  await preparedTree(at('a'), {
    release,
    config,
    without: ['include/generated/utsrelease.h', 'scripts/mod/modpost'],
    files: { Kconfig: '', 'init/main.c': '' },
  });
  expect(await kernelTreesIn(at('a'))).toMatchObject([
    { release, missing: ['include/generated/utsrelease.h', 'scripts/mod/modpost'] },
  ]);
  for (const name of ['Kconfig', 'Makefile', 'init/main.c']) await file(`b/${name}`);
  const [bare] = await kernelTreesIn(at('b'));
  expect([bare?.release, bare?.missing.length, bare?.about]).toEqual(['', 6, 'kernel source, built in place']);
});

test('programs for another machine are told', async () => {
  const program = elfModule({ machine: 243, type: 2, modinfo: [] });
  await preparedTree(at('a'), { release, config, files: { 'scripts/mod/modpost': program } });
  const [tree] = await kernelTreesIn(at('a'));
  expect(tree?.foreignPrograms).toBe('riscv');
});

test('nothing there, and nothing of a kernel', async () => {
  expect(await kernelTreesIn(at('nowhere'))).toEqual([]);
  expect(await kernelTreesIn(root)).toEqual([]);
});
