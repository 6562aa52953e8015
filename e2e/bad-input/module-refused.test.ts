/** Modules that cannot be built or taken, on a board that has neither headers nor a compiler: told by their ids, and what the kernel says itself. */
import { mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { elfModule } from '../../app/host/module/testing/elf-module.ts';
import { problemOf } from '../../remote-helper/rpc/problem.ts';
import { writableRoots } from '../testing/boards.ts';
import { type EmulatedHost, emulatedHost } from '../testing/emulated-host.ts';

const name = 'refused-modules';
let host: EmulatedHost;
/** The driver, built for the board. */
let driver: string;
beforeAll(async () => {
  host = await emulatedHost(name);
  driver = (await host.client.call('module.build', { board: name })).module.path;
}, 300_000);
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

const failure = (work: Promise<unknown>) => work.then(() => undefined, problemOf);
/** Files of the tool on the board, what is loaded, and what the kernel logged of it. */
const traces = () =>
  host.shell(
    `${writableRoots}; find $roots -xdev -path /usr -prune -o \\( -name '*.ko*' -o -name '*.part*' -o -name builds \\) -print 2>/dev/null | sort -u; cat /proc/modules; dmesg | grep -ci uiomem; :`,
  );

/** Fails, with nothing sent and nothing tried. */
async function refused(work: () => Promise<unknown>) {
  const before = await traces();
  const found = await failure(work());
  expect(await traces()).toBe(before);
  return found;
}

/** What the board's own insmod makes of a file, with the last words of the kernel. */
const taken = (bytes: Uint8Array) =>
  host.shell('cat >/tmp/u.ko; insmod /tmp/u.ko 2>&1; rm /tmp/u.ko; dmesg | tail -n 3', bytes);

it('module.headers-missing, --on board: the compiler is missed in the same breath', async () => {
  const found = await refused(() => host.client.call('module.build', { board: name, on: 'board' }));
  expect(found).toMatchObject({
    id: 'module.headers-missing',
    hint: expect.stringMatching(/linux-headers-.*workstation/),
  });
  const { rows } = await host.client.call('module.preflight', { board: name, on: 'board' });
  const missed = rows.filter(({ ok }) => !ok).map(({ id }) => id);
  expect(missed).toEqual(expect.arrayContaining(['module.headers', 'module.compiler', 'module.make']));
});

it('module.compiler-missing: a workstation without a cross compiler', async () => {
  const bin = await mkdtemp(join(host.folder, 'bin-'));
  for (const tool of ['make', 'sh', 'ssh']) await symlink(`/usr/bin/${tool}`, join(bin, tool));
  const { PATH } = process.env;
  process.env.PATH = bin;
  try {
    expect(await refused(() => host.client.call('module.build', { board: name }))).toMatchObject({
      id: 'module.compiler-missing',
      message: expect.stringMatching(/wanted aarch64-linux-gnu-gcc, found none/),
      hint: 'Install it: apt-get install gcc-aarch64-linux-gnu',
    });
  } finally {
    process.env.PATH = PATH;
  }
});

/** A source whose module calls a symbol. */
async function calling(symbol: string, makefile?: string): Promise<string> {
  const folder = await mkdtemp(join(host.folder, 'source-'));
  await writeFile(join(folder, 'Kbuild'), 'obj-m := uiomem.o\n');
  if (makefile !== undefined) await writeFile(join(folder, 'Makefile'), makefile);
  const text = `#include <linux/module.h>\nextern int ${symbol}(void);\nstatic int start(void) { return ${symbol}(); }\nmodule_init(start);\nMODULE_LICENSE("GPL");\n`;
  await writeFile(join(folder, 'uiomem.c'), text);
  return folder;
}
const lenient =
  'modules:\n\t$(MAKE) -C $(KERNEL_SRC_DIR) M=$(CURDIR) ARCH=$(ARCH) CROSS_COMPILE=$(CROSS_COMPILE) KBUILD_MODPOST_WARN=1 modules\n';

it('module.build-failed: an unresolved symbol is named when the module is built', { timeout: 300_000 }, async () => {
  const folder = await calling('nobody_has_this');
  expect(await refused(() => host.client.call('module.build', { board: name, folder }))).toMatchObject({
    id: 'module.build-failed',
    message: expect.stringMatching(/"nobody_has_this" \[.*uiomem\.ko\] undefined!/),
  });
});

it('module.symbols-missing: one that was built all the same, before it is sent', { timeout: 300_000 }, async () => {
  const folder = await calling('nobody_has_this', lenient);
  const { module } = await host.client.call('module.build', { board: name, folder });
  const file = module.path;
  for (const work of [
    () => host.client.call('module.upload', { board: name, file }),
    () => host.client.call('module.load', { board: name, file, parameters: [] }),
  ]) {
    expect(await refused(work)).toMatchObject({
      id: 'module.symbols-missing',
      message: expect.stringContaining('found not nobody_has_this'),
    });
  }
  expect(await taken(await readFile(file))).toMatch(/uiomem: Unknown symbol nobody_has_this \(err -2\)/);
  const explained: unknown[] = [];
  await host.client.call(
    'log.read',
    { board: name, follow: false },
    { onItem: ({ explanation }) => void explained.push(explanation?.id) },
  );
  expect(explained).toContain('loader.unknown-symbol');
});

it('module.symbols-missing: a symbol of a module that is not loaded is told with that module', {
  timeout: 300_000,
}, async () => {
  const folder = await calling('mdio_bus_exit');
  const { module } = await host.client.call('module.build', { board: name, folder });
  const work = () => host.client.call('module.load', { board: name, file: module.path, parameters: [] });
  expect(await refused(work)).toMatchObject({
    id: 'module.symbols-missing',
    message: expect.stringContaining('mdio_bus_exit of libphy, not loaded'),
    hint: expect.stringContaining('modprobe libphy'),
  });
});

it('module.symbol-versions-differ: another checksum of one symbol, and the kernel says the same', async () => {
  const bytes = Buffer.from(await readFile(driver));
  // struct modversion_info: the checksum is in the 8 bytes before the name.
  const at = bytes.indexOf('module_layout\0') - 8;
  bytes.writeUInt32LE((bytes.readUInt32LE(at) ^ 0xff) >>> 0, at);
  const file = join(host.folder, 'other-checksum.ko');
  await writeFile(file, bytes);
  expect(await refused(() => host.client.call('module.load', { board: name, file, parameters: [] }))).toMatchObject({
    id: 'module.symbol-versions-differ',
    message: expect.stringContaining('other versions of module_layout'),
    hint: expect.stringContaining('kernel’s own headers'),
  });
  expect(await taken(bytes)).toMatch(/uiomem: disagrees about version of symbol module_layout/);
});

it('module.compiler: one of another compiler is taken, with a word about it', async () => {
  const { kernel } = await host.client.call('board.facts', { board: name });
  const file = join(host.folder, 'other-compiler.ko');
  const modinfo = [`vermagic=${kernel.vermagic}`, 'license=GPL', 'name=uiomem'];
  const sections = { '.comment': Buffer.from('\0GCC: (crosstool-NG 1.25) 9.3.0\0') };
  await writeFile(file, elfModule({ modinfo, sections, versions: { module_layout: 0 } }));
  const { rows } = await host.client.call('module.check', { board: name, file });
  expect(rows.find(({ id }) => id === 'module.compiler')).toMatchObject({
    ok: true,
    wanted: expect.stringMatching(/^gcc-12 /),
    found: 'GCC: (crosstool-NG 1.25) 9.3.0',
    hint: expect.stringContaining('Another compiler than the kernel’s'),
  });
});

it('module.in-use: an apply that has to load anew names who holds a device, and changes nothing', async () => {
  const plan = (size: string) =>
    `version: 1\nmodule: { from: built-in }\nregions:\n  - { device: uiomem0, address: 0x70000000, size: ${size} }\n`;
  const apply = (size: string) =>
    host.client.call('plan.apply', { board: name, text: plan(size), folder: host.folder, resume: false });
  await apply('64K');
  const before = () =>
    host.shell('cat /sys/module/uiomem/parameters/uiomem0_size /sys/class/uiomem/uiomem0/size; ls /dev/uiomem*');
  const was = await before();
  await host.shell('(exec sleep 1000 </dev/uiomem0 >/dev/null 2>&1) & echo $! >/tmp/holder');
  const pid = Number(await host.shell('cat /tmp/holder'));
  const found = await failure(apply('128K'));
  expect(found).toMatchObject({
    id: 'module.in-use',
    message: expect.stringContaining(`${pid} sleep 1000 (uiomem0)`),
    hint: expect.stringContaining('End the processes'),
    data: { rolledBack: expect.anything() },
  });
  expect(await before()).toBe(was);
  await host.shell(`kill ${pid}`);
  await apply('128K');
  expect(await host.shell('cat /sys/class/uiomem/uiomem0/size')).toBe('131072\n');
});
