import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import { readPacked } from './packed-module.ts';
import { elfModule } from './testing/elf-module.ts';

const module = Buffer.from(elfModule({ modinfo: ['name=uiomem', 'vermagic=6.1.0'] }));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'packed-'));
});
afterAll(() => rm(folder, { recursive: true }));

const packings: [string, (bytes: Buffer) => Buffer][] = [
  ['plain', (bytes) => bytes],
  ['gzip', gzipSync],
  ['xz', (bytes) => execFileSync('xz', ['--stdout'], { input: bytes })],
  ['zstd', zstdCompressSync],
];

test.each(packings)('%s comes back as the module itself', async (name, pack) => {
  const path = join(folder, name);
  await writeFile(path, pack(module));
  expect((await readPacked(path)).equals(module)).toBe(true);
});

test.each(packings.slice(1))('%s that was cut short says so', async (name, pack) => {
  const path = join(folder, `cut-${name}`);
  const packed = pack(module);
  await writeFile(path, packed.subarray(0, packed.length - 9));
  expect(await readPacked(path).catch(problemOf)).toEqual({
    id: 'module.packed-damaged',
    message: `${path} is packed with ${name}, and cannot be unpacked.`,
    hint: 'It was cut short or changed: copy it again.',
    data: { path, packing: name },
  });
});

test('a file that is not there', async () => {
  const path = join(folder, 'nowhere.ko');
  expect(await readPacked(path).catch(problemOf)).toEqual({
    id: 'module.file-missing',
    message: `${path} cannot be read: ENOENT.`,
    hint: 'Name the .ko file; in a plan module.path names it, relative to the plan’s own folder.',
    data: { path },
  });
});
