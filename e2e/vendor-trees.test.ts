/** Modules built against kernel trees as products leave them, and taken by the board; and trees that are not as they must be. */
import { randomUUID } from 'node:crypto';
import { copyFile, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { problemOf } from '../remote-helper/rpc/problem.ts';
import { type EmulatedHost, emulatedHost } from './testing/emulated-host.ts';
import { buildrootLayout, changedHeaders, unpackedPackages, yoctoLayout } from './testing/kernel-layouts.ts';

const name = 'vendor-trees';
let host: EmulatedHost;
beforeAll(async () => {
  host = await emulatedHost(name);
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

const at = (folder: string) => join(host.folder, folder);
const found = async (headers: string) => {
  const { rows } = await host.client.call('module.preflight', { board: name, headers });
  return rows.find(({ id }) => id === 'module.headers')?.found;
};

/** A module of a few lines, which no build before had; with the driver's own Makefile. */
async function smallSource(): Promise<string> {
  const folder = await mkdtemp(at('source-'));
  await copyFile(fileURLToPath(new URL('../kernel/Makefile', import.meta.url)), join(folder, 'Makefile'));
  await writeFile(join(folder, 'Kbuild'), 'obj-m := uiomem.o\n');
  const text = `#include <linux/module.h>\nMODULE_LICENSE("Dual MIT/GPL");\n/* ${randomUUID()} */\n`;
  await writeFile(join(folder, 'uiomem.c'), text);
  return folder;
}

/** Builds, and has the board's own insmod take it. */
async function builtAndTaken(headers: string): Promise<string[]> {
  const lines: string[] = [];
  const { module, reused } = await host.client.call(
    'module.build',
    { board: name, headers, folder: await smallSource() },
    { onItem: ({ line }) => void lines.push(line) },
  );
  expect([reused, module.release]).toEqual([false, host.status.kernel]);
  const said = await host.shell(
    'cat > /tmp/u.ko; insmod /tmp/u.ko; grep -o "^uiomem" /proc/modules; rmmod uiomem; rm /tmp/u.ko',
    await readFile(module.path),
  );
  expect(said).toBe('uiomem\n');
  return lines;
}

test('a Buildroot folder: its kernel, with its compiler', { timeout: 300_000 }, async () => {
  const { kernel, prefix } = await buildrootLayout(at('buildroot'));
  expect(await found(at('buildroot'))).toBe(`Buildroot: ${kernel}`);
  expect(await found(kernel)).toBe(`kernel of a Buildroot output: ${kernel}`);
  const [command] = await builtAndTaken(at('buildroot'));
  expect(command).toContain(`CROSS_COMPILE=${prefix} CC=${prefix}gcc `);
});

test('a Yocto build folder: the artifacts, with the makefiles of the source', { timeout: 300_000 }, async () => {
  const { artifacts, source } = await yoctoLayout(at('yocto'));
  expect(await found(at('yocto'))).toBe(`Yocto build folder: ${artifacts}`);
  expect(await found(artifacts)).toBe(`kernel-build-artifacts of Yocto: ${artifacts}`);
  const [command] = await builtAndTaken(at('yocto'));
  expect(command).toMatch(new RegExp(`O=${artifacts} .*KERNEL_SRC_DIR=${source} `));
});

test('packages that were unpacked, not installed', { timeout: 300_000 }, async () => {
  const { build } = await unpackedPackages(at('unpacked'));
  expect(await found(at('unpacked'))).toBe(`root file system or unpacked packages: ${build}`);
  await builtAndTaken(at('unpacked'));
});

const text = { 'include/generated/utsrelease.h': '#define UTS_RELEASE "6.1.0-other"\n' };
it.each<[id: string, changes: Record<string, string | undefined>, message: RegExp, hint: RegExp]>([
  ['module.tree-unprepared', { 'scripts/mod/modpost': undefined }, /no scripts\/mod\/modpost/, /modules_prepare/],
  [
    'module.tree-unprepared',
    { 'include/generated/autoconf.h': undefined },
    /no include\/generated\/autoconf\.h/,
    /modules_prepare/,
  ],
  ['module.headers-differ', text, /wanted \S+-cloud-arm64, found 6\.1\.0-other/, /boot the board/],
  ['module.symbol-versions-missing', { 'Module.symvers': undefined }, /CONFIG_MODVERSIONS/, /modules_prepare does not/],
  [
    'module.wrong-architecture',
    { '.config': 'CONFIG_X86=y\nCONFIG_SMP=y\n' },
    /wanted arm64.*found x86/,
    /another machine/,
  ],
])('%s: told before a build', async (id, changes, message, hint) => {
  const folder = await changedHeaders(await mkdtemp(at('changed-')), changes);
  const thrown = await host.client.call('module.build', { board: name, headers: folder }).catch(problemOf);
  expect(thrown).toMatchObject({ id, message: expect.stringMatching(message), hint: expect.stringMatching(hint) });
});

it('module.not-a-kernel-tree: told with what can be named', async () => {
  const headers = await mkdtemp(at('nothing-'));
  const thrown = await host.client.call('module.build', { board: name, headers }).catch(problemOf);
  expect(thrown).toMatchObject({
    id: 'module.not-a-kernel-tree',
    message: expect.stringContaining(`found no kernel in ${headers}`),
    hint: expect.stringMatching(/PetaLinux.*Yocto.*Buildroot/),
  });
});
