import { chmod, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { problemOf } from '../../remote-helper/rpc/problem.ts';
import { openOutput, rewriteFile } from './output-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'output-file-'));
});
afterEach(() => rm(folder, { recursive: true }));
const idOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no problem',
    (thrown) => problemOf(thrown).id,
  );
const kept = { replace: false };

it('shows the file under its name only when it is whole', async () => {
  const file = join(folder, 'dump.bin');
  {
    await using output = await openOutput(file, kept);
    await output.write(Buffer.from('whole'));
    expect((await readdir(folder)).filter((name) => name === 'dump.bin')).toEqual([]);
    await output.finish();
  }
  expect([await readdir(folder), await readFile(file, 'utf8')]).toEqual([['dump.bin'], 'whole']);
});

it('leaves nothing when it was not finished, and the file that was there as it was', async () => {
  const file = join(folder, 'dump.bin');
  await writeFile(file, 'before');
  {
    await using output = await openOutput(file, { replace: true });
    await output.write(Buffer.from('ha'));
  }
  expect([await readdir(folder), await readFile(file, 'utf8')]).toEqual([['dump.bin'], 'before']);
});

it('replaces a file only when told to, and never one that somebody else made beside it', async () => {
  const file = join(folder, 'dump.bin');
  await writeFile(file, 'before');
  await writeFile(`${file}.part`, "somebody's");
  expect(await idOf(openOutput(file, kept))).toBe('output.exists');
  const [one, two] = [await openOutput(file, { replace: true }), await openOutput(file, { replace: true })];
  await one.write(Buffer.from('one'));
  await two.write(Buffer.from('two'));
  await two.finish();
  await one.finish();
  expect([(await readdir(folder)).sort(), await readFile(file, 'utf8')]).toEqual([
    ['dump.bin', 'dump.bin.part'],
    'one',
  ]);
});

it('replaces the file that a link leads to, and keeps the link', async () => {
  await writeFile(join(folder, 'real.bin'), 'before');
  await symlink('real.bin', join(folder, 'link.bin'));
  await using output = await openOutput(join(folder, 'link.bin'), { replace: true });
  await output.write(Buffer.from('after'));
  await output.finish();
  expect([await readlink(join(folder, 'link.bin')), await readFile(join(folder, 'real.bin'), 'utf8')]).toEqual([
    'real.bin',
    'after',
  ]);
});

it('says before anything else that a place cannot be written', async () => {
  await mkdir(join(folder, 'sub'));
  const tried = [join(folder, 'nowhere', 'x'), join(folder, 'sub'), '/proc/x'];
  expect(await Promise.all(tried.map((file) => idOf(openOutput(file, kept))))).toEqual(
    tried.map(() => 'output.unwritable'),
  );
});

it('writes into a device as it is, tells a full one, and removes neither', async () => {
  // Links, so that a mistake here would remove a link and not the machine's own device.
  const [nothing, full] = [join(folder, 'null'), join(folder, 'full')];
  await symlink('/dev/null', nothing);
  await symlink('/dev/full', full);
  {
    await using output = await openOutput(nothing, kept);
    await output.write(Buffer.alloc(10));
    await output.finish();
    await using failing = await openOutput(full, kept);
    expect(await idOf(failing.write(Buffer.alloc(10)))).toBe('output.unwritable');
  }
  expect((await readdir(folder)).sort()).toEqual(['full', 'null']);
});

it.each([
  [
    'a result',
    async (file: string) => {
      await using output = await openOutput(file, { replace: true });
      await output.write(Buffer.from('after'));
      await output.finish();
    },
  ],
  ['a text', (file: string) => rewriteFile(file, 'after')],
])('puts %s where a file is as another one, with its mode', async (_what, put) => {
  const file = join(folder, 'plan.yaml');
  await writeFile(file, 'before');
  await chmod(file, 0o640);
  await symlink('plan.yaml', join(folder, 'link.yaml'));
  const { ino } = await stat(file);
  await put(join(folder, 'link.yaml'));
  const after = await stat(file);
  expect([await readFile(file, 'utf8'), after.mode & 0o777, after.ino === ino]).toEqual(['after', 0o640, false]);
  expect(await readlink(join(folder, 'link.yaml'))).toBe('plan.yaml');
  expect((await readdir(folder)).sort()).toEqual(['link.yaml', 'plan.yaml']);
});

it.each([
  ['is not there', 'none/plan.yaml', 'there is no such file or folder'],
  ['is a file', 'plan.yaml/plan.yaml', 'a part of its path is no folder'],
])('says of a folder that %s that it cannot write there', async (_what, name, why) => {
  await writeFile(join(folder, 'plan.yaml'), 'before');
  const path = join(folder, name);
  for (const work of [() => openOutput(path, kept), () => rewriteFile(path, 'after')]) {
    const told = await work().catch((thrown: unknown) => problemOf(thrown));
    expect(told).toMatchObject({ id: 'output.unwritable', message: `${path} cannot be written: ${why}.` });
  }
  expect(await readFile(join(folder, 'plan.yaml'), 'utf8')).toBe('before');
});
