import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import { absolutePath, readBytesFile, readTextFile, writeTextFile, writeTextFiles } from './text-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-plan-'));
});
afterEach(() => rm(folder, { recursive: true }));

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');
const idOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (thrown) => problemOf(thrown).id,
  );

test('a plan is read with the folder that its relative paths start from', async () => {
  await mkdir(join(folder, 'lab'));
  await writeFile(join(folder, 'lab', 'bringup.yaml'), 'version: 1 # Büro\n');
  expect(await readTextFile('plan', join(folder, 'lab', '..', 'lab', 'bringup.yaml'))).toEqual({
    path: join(folder, 'lab', 'bringup.yaml'),
    name: 'bringup.yaml',
    folder: join(folder, 'lab'),
    text: 'version: 1 # Büro\n',
    digest: digestOf('version: 1 # Büro\n'),
  });
});

test.each([
  ['~/a.yaml', '/home/grace/a.yaml'],
  ['~', '/home/grace'],
  ['/x/../a.yaml', '/a.yaml'],
])('%s is %s', (written, path) => {
  expect(absolutePath('plan', written, '/home/grace')).toBe(path);
});

test('a source in C is read wherever it is, under ids of its own', async () => {
  const path = join(folder, 'module.c');
  await writeFile(path, 'int x;\n');
  expect(await readTextFile('c-source', path)).toMatchObject({ path, name: 'module.c', text: 'int x;\n' });
  await writeFile(join(folder, 'module.o'), Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0xff));
  const ids = await Promise.all(
    ['module.c', join(folder, 'gone.c'), folder, join(folder, 'module.o')].map((each) =>
      idOf(readTextFile('c-source', each)),
    ),
  );
  expect(ids).toEqual(['path-relative', 'file-missing', 'not-a-file', 'not-text'].map((id) => `c-source.${id}`));
});

test('what is no plan file is refused before it is read', async () => {
  const at = (name: string) => join(folder, name);
  await writeFile(at('large.yaml'), '');
  await truncate(at('large.yaml'), (1 << 20) + 1);
  await writeFile(at('binary.yaml'), Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0xff));
  await writeFile(at('zeros.yaml'), Buffer.alloc(16));
  const ids = await Promise.all(
    [
      'plans/a.yaml',
      '~grace/a.yaml',
      at('none.yaml'),
      folder,
      // It has no end.
      '/dev/zero',
      at('large.yaml'),
      at('binary.yaml'),
      at('zeros.yaml'),
      at('large.yaml/x'),
    ].map((path) => idOf(readTextFile('plan', path))),
  );
  expect(ids).toEqual([
    'plan.path-relative',
    'plan.path-relative',
    'plan.file-missing',
    'plan.not-a-file',
    'plan.not-a-file',
    'plan.file-too-large',
    'plan.not-text',
    'plan.not-text',
    'plan.file-missing',
  ]);
});

const save = (path: string, text: string, was?: string) => writeTextFile('device-tree', path, text, was);

test('a source is written when its file is as it was read, with its rights and behind its link', async () => {
  const file = join(folder, 'real.dts');
  await writeFile(file, '/dts-v1/;\n');
  await chmod(file, 0o640);
  const link = join(folder, 'board.dts');
  await symlink('real.dts', link);
  const { digest } = await readTextFile('device-tree', link);
  expect(await save(link, '/dts-v1/; // ü\n', digest)).toEqual({ path: link, digest: digestOf('/dts-v1/; // ü\n') });
  expect(await readFile(file, 'utf8')).toBe('/dts-v1/; // ü\n');
  expect((await stat(file)).mode & 0o777).toBe(0o640);
  expect((await readdir(folder)).sort()).toEqual(['board.dts', 'real.dts']);
});

test('what another program wrote meanwhile is not written over, and says what it is', async () => {
  const file = join(folder, 'board.dts');
  await writeFile(file, 'theirs');
  await expect(save(file, 'mine', digestOf('as it was read'))).rejects.toMatchObject({
    problem: { id: 'device-tree.changed-on-disk', data: { path: file, digest: digestOf('theirs') } },
  });
  expect(await idOf(save(file, 'mine'))).toBe('device-tree.file-exists');
  expect(await readFile(file, 'utf8')).toBe('theirs');
  await rm(file);
  expect(await idOf(save(file, 'mine', digestOf('theirs')))).toBe('device-tree.changed-on-disk');
  expect(await readdir(folder)).toEqual([]);
  // Whoever has seen it may.
  await save(file, 'mine');
  await save(file, 'mine again', digestOf('mine'));
  expect(await readFile(file, 'utf8')).toBe('mine again');
});

test('nothing is written where no source belongs', async () => {
  await mkdir(join(folder, 'folder.dts'));
  const ids = await Promise.all(
    [join(folder, '.bashrc'), 'board.dts', join(folder, 'folder.dts'), join(folder, 'none', 'board.dts')].map((path) =>
      idOf(save(path, '')),
    ),
  );
  expect(ids).toEqual([
    'device-tree.other-name',
    'device-tree.path-relative',
    'device-tree.not-a-file',
    'device-tree.file-unwritable',
  ]);
  expect(await idOf(save(join(folder, 'large.dts'), 'x'.repeat((8 << 20) + 1)))).toBe('device-tree.file-too-large');
  expect(await readdir(folder)).toEqual(['folder.dts']);
});

const source = '/dts-v1/;\n';
/** Files of that text, with what each shall hold. */
async function sources(...names: string[]) {
  const files = names.map((name) => ({
    path: join(folder, name),
    text: `${source}// ${name}\n`,
    was: digestOf(source),
  }));
  for (const { path } of files) await writeFile(path, source);
  return files;
}
const textsOf = (files: readonly { readonly path: string }[]) =>
  Promise.all(files.map(({ path }) => readFile(path, 'utf8').catch(() => undefined)));

test('files that belong together are written together', async () => {
  const files = await sources('a.dts', 'b.dtsi');
  expect(await writeTextFiles('device-tree', files)).toEqual(
    files.map(({ path, text }) => ({ path, digest: digestOf(text) })),
  );
  expect(await textsOf(files)).toEqual(files.map(({ text }) => text));
});

test('none of them is written when one was changed since, is gone, or is none of the kind', async () => {
  const files = await sources('a.dts', 'b.dtsi');
  const [, second] = files;
  if (second === undefined) throw new Error('unreachable');
  await writeFile(second.path, 'another\n');
  expect(await idOf(writeTextFiles('device-tree', files))).toBe('device-tree.changed-on-disk');
  expect(await textsOf(files)).toEqual([source, 'another\n']);
  await rm(second.path);
  expect(await idOf(writeTextFiles('device-tree', files))).toBe('device-tree.changed-on-disk');
  const header = { ...second, path: join(folder, 'b.h') };
  await writeFile(header.path, source);
  expect(await idOf(writeTextFiles('device-tree', [...files.slice(0, 1), header]))).toBe('device-tree.other-name');
  expect(await textsOf(files)).toEqual([source, undefined]);
});

test('when one cannot be written, those before it hold again what they held', async () => {
  const files = await sources('a.dts', 'b.dts');
  const long = `${'x'.repeat(250)}.dts`;
  // Its name leaves no room for the one that stands in until it is whole.
  await writeFile(join(folder, long), source);
  const all = [...files, { path: join(folder, long), text: 'x', was: digestOf(source) }];
  expect(await idOf(writeTextFiles('device-tree', all))).toBe('device-tree.file-unwritable');
  expect(await textsOf(all)).toEqual([source, source, source]);
});

test('bytes are read as they are, and what is no file of bytes is refused', async () => {
  const path = join(folder, 'firmware.bin');
  await writeFile(path, Buffer.of(0, 255, 10));
  expect(await readBytesFile(path)).toEqual({ path, bytes: Buffer.of(0, 255, 10) });
  expect(await idOf(readBytesFile(join(folder, 'none.bin')))).toBe('bytes.file-missing');
  expect(await idOf(readBytesFile(folder))).toBe('bytes.not-a-file');
  expect(await idOf(readBytesFile('firmware.bin'))).toBe('bytes.path-relative');
  await truncate(path, (16 << 20) + 1);
  expect(await idOf(readBytesFile(path))).toBe('bytes.file-too-large');
});
