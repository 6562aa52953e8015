import { mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import { copySource, readSource } from './source.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'module-source-'));
  await mkdir(join(folder, 'src', 'tests'), { recursive: true });
  await writeFile(join(folder, 'src', 'Makefile'), 'all:\n');
  await writeFile(join(folder, 'src', 'a.c'), 'int a;\n');
  await writeFile(join(folder, 'src', 'tests', 'b.c'), 'int b;\n');
});
afterEach(() => rm(folder, { recursive: true }));
const read = () => readSource(join(folder, 'src'));
const idOf = (work: Promise<unknown>) => work.catch((thrown) => problemOf(thrown).id);

test('source is told and copied; what builds and version control leave beside it is not', async () => {
  const { sha256 } = await read();
  for (const name of [
    'a.o',
    'uiomem.ko',
    'uiomem.mod',
    'uiomem.mod.c',
    '.a.o.cmd',
    'Module.symvers',
    'modules.order',
  ]) {
    await writeFile(join(folder, 'src', name), 'made');
  }
  await mkdir(join(folder, 'src', '.git'));
  await writeFile(join(folder, 'src', '.git', 'HEAD'), 'ref');
  const source = await read();
  expect(source).toEqual({
    folder: join(folder, 'src'),
    makefile: 'Makefile',
    files: ['Makefile', 'a.c', 'tests/b.c'],
    sha256,
  });
  await copySource(source, join(folder, 'copy'));
  expect((await readdir(join(folder, 'copy'), { recursive: true })).sort()).toEqual([
    'Makefile',
    'a.c',
    'tests',
    'tests/b.c',
  ]);
  expect(await readFile(join(folder, 'copy', 'tests', 'b.c'), 'utf8')).toBe('int b;\n');
});

test('files are told in one order, beside folders too', async () => {
  await writeFile(join(folder, 'src', 'tests.c'), '');
  expect((await read()).files).toEqual(['Makefile', 'a.c', 'tests.c', 'tests/b.c']);
});

test('the digest changes with a content, a name and a place, and with nothing else', async () => {
  const digests = [(await read()).sha256];
  await writeFile(join(folder, 'src', 'a.c'), 'int c;\n');
  digests.push((await read()).sha256);
  await writeFile(join(folder, 'src', 'a.c'), 'int a;\n');
  expect((await read()).sha256).toBe(digests[0]);
  await rm(join(folder, 'src', 'a.c'));
  await writeFile(join(folder, 'src', 'z.c'), 'int a;\n');
  digests.push((await read()).sha256);
  await rm(join(folder, 'src', 'z.c'));
  await writeFile(join(folder, 'src', 'tests', 'a.c'), 'int a;\n');
  digests.push((await read()).sha256);
  expect(new Set(digests).size).toBe(4);
});

test('a link to a file counts as the file; links that lead round or nowhere are passed over', async () => {
  await writeFile(join(folder, 'shared.h'), '#define X\n');
  await symlink('../shared.h', join(folder, 'src', 'shared.h'));
  await symlink('..', join(folder, 'src', 'round'));
  await symlink('nowhere', join(folder, 'src', 'gone.h'));
  const source = await read();
  expect(source.files).toEqual(['Makefile', 'a.c', 'shared.h', 'tests/b.c']);
  await copySource(source, join(folder, 'copy'));
  expect(await readFile(join(folder, 'copy', 'shared.h'), 'utf8')).toBe('#define X\n');
});

test('a folder without Makefile is told by its absence, a Kbuild by its name', async () => {
  await rm(join(folder, 'src', 'Makefile'));
  expect((await read()).makefile).toBeUndefined();
  await writeFile(join(folder, 'src', 'Kbuild'), 'obj-m += a.o\n');
  expect((await read()).makefile).toBe('Kbuild');
});

test('no folder, and a folder that is no driver, are refused', async () => {
  expect(await idOf(readSource(join(folder, 'nowhere')))).toBe('module.source-missing');
  expect(await idOf(readSource(join(folder, 'src', 'a.c')))).toBe('module.source-missing');
  await writeFile(join(folder, 'src', 'huge.bin'), '');
  await truncate(join(folder, 'src', 'huge.bin'), 65 * 2 ** 20);
  expect(await idOf(read())).toBe('module.source-too-large');
});
