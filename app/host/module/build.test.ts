/**
 * Builds with a kernel tree and a source of the test's own: real make and compiler, but a module of a few bytes. The
 * driver itself is built against a kernel's headers in e2e/.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { machine, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import { architectureOfMachine } from './architecture.ts';
import { buildModule } from './build.ts';
import type { BuildRequest } from './build-request.ts';
import { elfModule } from './testing/elf-module.ts';
import { preparedTree } from './testing/prepared-tree.ts';

const own = architectureOfMachine(machine());
if (own === undefined) throw new Error(`no architecture for ${machine()}`);
const release = '6.1.0-made';
const vermagic = `${release} SMP mod_unload ${machine()}`;

let root: string;
let request: BuildRequest;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'build-'));
  const tree = join(root, 'usr', 'src', `linux-headers-${release}`);
  await preparedTree(tree, { release, config: `CONFIG_${own.option}=y\nCONFIG_SMP=y\nCONFIG_MODULE_UNLOAD=y\n` });
  const source = join(root, 'source');
  await mkdir(source);
  await writeFile(join(source, 'made.bin'), moduleOf(vermagic));
  await makefile('\t@echo compiling with $(CC) for $(ARCH)\n\t@cp made.bin uiomem.ko\n');
  request = {
    kernel: { release, build: '', machine: machine(), commandLine: '', vermagic },
    source,
    headers: undefined,
    places: { cache: join(root, 'cache'), root },
  };
});
afterEach(() => rm(root, { recursive: true }));

const moduleOf = (magic: string, name = 'uiomem') =>
  elfModule({ machine: own.elf[0] ?? 0, modinfo: [`name=${name}`, `vermagic=${magic}`] });
const makefile = (recipe: string) => writeFile(join(root, 'source', 'Makefile'), `all:\n${recipe}`);
const signal = new AbortController().signal;
const build = (control: Partial<Parameters<typeof buildModule>[1]> = {}) =>
  buildModule(request, { signal, ...control });
const failure = (work: Promise<unknown>) => work.then(() => undefined, problemOf);
const modules = () => readdir(join(root, 'cache', 'modules'));
const unfinished = () => readdir(join(root, 'cache', 'modules', '.building'));

test('a module is built in a copy of the source, kept with its log, and not built again', async () => {
  const lines: string[] = [];
  const { module, reused } = await build({ onLine: (line) => void lines.push(line) });
  expect([reused, module.release, module.architecture, module.vermagic]).toEqual([false, release, own.name, vermagic]);
  expect(lines[0]).toMatch(/^make ARCH=\S+ CROSS_COMPILE= CC=gcc.* KERNEL_SRC_DIR=/);
  expect(lines.slice(1)).toEqual([`compiling with gcc for ${own.name}`]);
  expect((await readdir(join(module.path, '..'))).sort()).toEqual(['build.log', 'module.json', 'uiomem.ko']);
  expect(await readFile(join(module.path, '..', 'build.log'), 'utf8')).toBe(`${lines.join('\n')}\n`);
  expect((await readdir(join(root, 'source'))).sort()).toEqual(['Makefile', 'made.bin']);
  expect(await build()).toEqual({ module, reused: true });
  expect(await unfinished()).toEqual([]);
});

test('a module that changed on the disk since is built again', async () => {
  const { module } = await build();
  const bytes = await readFile(module.path);
  await writeFile(module.path, Buffer.from(bytes).fill(0, 100, 101));
  expect(await build()).toEqual({ module: { ...module, built: expect.any(String) }, reused: false });
  expect((await readFile(module.path)).equals(bytes)).toBe(true);
});

test('a failed build tells the compiler’s errors and keeps its whole log', async () => {
  await writeFile(join(root, 'source', 'broken.c'), '#include "made.h"\nint f(void) { return lost; }\n');
  await writeFile(join(root, 'source', 'made.h'), '#define MADE 1\n');
  await makefile('\t@echo a line before\n\t$(CC) -c broken.c -o broken.o\n');
  const log = join(root, 'cache', 'modules', 'failed-build.log');
  const problem = await failure(build());
  expect(problem).toMatchObject({
    id: 'module.build-failed',
    hint: `The whole output is in ${log}.`,
    data: { log, status: 2, release, errors: [{ file: 'broken.c', line: 2 }] },
  });
  expect(problem?.message).toMatch(/broken\.c:2:\d+: .*lost.* undeclared/);
  const kept = await readFile(log, 'utf8');
  expect(kept).toContain('a line before');
  expect(kept).toContain('undeclared');
  expect([await modules(), await unfinished()]).toEqual([['.building', 'failed-build.log'], []]);
});

test('a line of the compiler comes with its place in the user’s own folder', async () => {
  await writeFile(join(root, 'source', 'broken.c'), 'int f(void) { return lost; }\n');
  await makefile('\t$(CC) -c broken.c -o broken.o\n');
  const places: unknown[] = [];
  const problem = await failure(
    build({ onLine: (_line, message) => void (message?.grade === 'error' && places.push(message.place)) }),
  );
  expect(problem?.id).toBe('module.build-failed');
  const file = join(root, 'source', 'broken.c');
  expect(places[0]).toEqual({ text: 'broken.c:1:22', file, line: 1, column: 22 });
});

test('a build that leaves no module says so', async () => {
  await makefile('\t@echo nothing to do\n');
  expect(await failure(build())).toMatchObject({
    id: 'module.build-failed',
    message: expect.stringContaining('no .ko file came out'),
    data: { status: 0, errors: [] },
  });
});

test('what came out is judged before it is kept', async () => {
  await writeFile(join(root, 'source', 'made.bin'), moduleOf(`${release} SMP preempt mod_unload ${machine()}`));
  expect(await failure(build())).toMatchObject({ id: 'module.vermagic-differs' });
  await writeFile(join(root, 'source', 'made.bin'), 'no module at all');
  expect(await failure(build())).toMatchObject({ id: 'module.not-a-module' });
  expect(await unfinished()).toEqual([]);
});

test('cancelled, it leaves no process and no folder', async () => {
  await makefile('\t@echo started; sleep 60\n');
  const abort = new AbortController();
  const began = Date.now();
  const work = build({
    signal: abort.signal,
    onLine(line) {
      if (line === 'started') abort.abort();
    },
  });
  expect(await failure(work)).toMatchObject({ id: 'cancelled' });
  expect(Date.now() - began).toBeLessThan(10_000);
  expect([await modules(), await unfinished()]).toEqual([['.building'], []]);
});

test.each([
  ['headers', () => ({ ...request, kernel: { ...request.kernel, release: '6.2.0' } }), 'module.headers-missing'],
  ['source', () => ({ ...request, source: join(root, 'nowhere') }), 'module.source-missing'],
  ['Makefile', () => ({ ...request, source: join(root, 'usr') }), 'module.source-missing'],
])('without %s nothing is begun', async (_what, of, id) => {
  expect(await failure(buildModule(of(), { signal }))).toMatchObject({ id, hint: expect.any(String) });
  expect(await readdir(root)).not.toContain('cache');
});
