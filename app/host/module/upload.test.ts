/** Uploading against a board that is a folder here: its commands run in this machine's own shell. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import { elfModule } from './testing/elf-module.ts';
import { type UploadTarget, uploadedModules, uploadModule } from './upload.ts';

const release = '6.1.0-56-cloud-arm64';
const vermagic = `${release} SMP mod_unload modversions aarch64`;
const kernel: BoardFacts['kernel'] = { release, build: '', machine: 'aarch64', commandLine: '', vermagic };
const bytes = elfModule({ modinfo: ['name=uiomem', `vermagic=${vermagic}`], versions: { module_layout: 1 } });
const sha256 = createHash('sha256').update(bytes).digest('hex');

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "it's a board-"));
  file = join(folder, 'uiomem.ko');
  await writeFile(file, bytes);
});
afterEach(() => rm(folder, { recursive: true }));

/** `tools`: the only programs that the board has; all of this machine's when absent. */
async function board(tools?: readonly string[]): Promise<UploadTarget & { readonly sent: string[] }> {
  const sent: string[] = [];
  let path = process.env.PATH ?? '';
  if (tools !== undefined) {
    path = join(folder, 'bin');
    await mkdir(path, { recursive: true });
    for (const tool of tools) {
      const found = spawnSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).stdout.trim();
      await symlink(found, join(path, tool));
    }
  }
  return {
    sent,
    places: [
      { path: join(folder, 'full'), freeBytes: 1000 },
      { path: join(folder, 'place'), freeBytes: 10 ** 9 },
    ],
    connection: {
      async exec(command) {
        const run = spawnSync('/bin/sh', ['-c', command], { env: { PATH: path } });
        return { code: run.status ?? undefined, signal: undefined, stdout: run.stdout, stderr: run.stderr.toString() };
      },
      async upload(target, content, options) {
        sent.push(target);
        options.onProgress?.(content.length, content.length);
        await writeFile(target, content, { mode: options.mode });
        return { sha256, verified: 'sha256' };
      },
    },
  };
}

const there = () => join(folder, 'place', 'modules', sha256, 'uiomem.ko');
const few = ['sh', 'wc', 'tr', 'mkdir'];

test('a module is sent once, into the first place with room', async () => {
  const target = await board();
  const seen: number[] = [];
  const first = await uploadModule(target, file, kernel, { onProgress: (done) => seen.push(done) });
  expect(first).toEqual({ path: there(), sha256, sent: true });
  expect(await uploadModule(target, file, kernel)).toEqual({ path: there(), sha256, sent: false });
  expect([target.sent, seen, await uploadedModules(target)]).toEqual([[there()], [bytes.length], [there()]]);
  expect((await readFile(there())).equals(bytes)).toBe(true);
});

test.each([
  ['sha256sum', undefined],
  ['openssl', [...few, 'openssl']],
])('what was changed on the board at the same size is sent again (%s)', async (_program, tools) => {
  const target = await board(tools);
  await uploadModule(target, file, kernel);
  const changed = Buffer.from(bytes);
  changed[changed.length - 1] = 0xff ^ (changed.at(-1) ?? 0);
  await writeFile(there(), changed);
  expect(await uploadModule(target, file, kernel)).toEqual({ path: there(), sha256, sent: true });
  expect((await readFile(there())).equals(bytes)).toBe(true);
  expect((await uploadModule(target, file, kernel)).sent).toBe(false);
});

test('one that is cancelled or refused leaves no folder; what was there before stays', async () => {
  const target = await board();
  const abort = new AbortController();
  const cut: UploadTarget = {
    ...target,
    connection: {
      ...target.connection,
      async upload() {
        abort.abort();
        throw abort.signal.reason;
      },
    },
  };
  expect(await uploadModule(cut, file, kernel, { signal: abort.signal }).catch(problemOf)).toMatchObject({
    id: 'cancelled',
  });
  expect(await readdir(join(folder, 'place'))).toEqual([]);
  await uploadModule(target, file, kernel);
  await uploadModule(cut, file, kernel, { again: true }).catch(problemOf);
  expect(await uploadedModules(target)).toEqual([there()]);
});

test('on a board without a program for the digest the size is believed, until the caller knows better', async () => {
  const target = await board(few);
  await uploadModule(target, file, kernel);
  expect((await uploadModule(target, file, kernel)).sent).toBe(false);
  expect((await uploadModule(target, file, kernel, { again: true })).sent).toBe(true);
  await writeFile(there(), bytes.subarray(1));
  expect((await uploadModule(target, file, kernel)).sent).toBe(true);
});

test.each([
  ['no file', (f: string) => `${f}-not`, kernel, 'module.file-missing'],
  ['no module', () => '/etc/passwd', kernel, 'module.not-a-module'],
  ['a module for another release', (f: string) => f, { ...kernel, release: '6.12.0' }, 'module.wrong-release'],
])('%s is refused before anything is sent', async (_what, of, forKernel, id) => {
  const target = await board();
  const said = await uploadModule(target, of(file), forKernel).catch(problemOf);
  expect([said, target.sent, (await readdir(folder)).sort()]).toEqual([
    expect.objectContaining({ id, message: expect.any(String) }),
    [],
    ['uiomem.ko'],
  ]);
});

test('a board without room says where it looked', async () => {
  const target = await board();
  const full = { ...target, places: target.places.slice(0, 1) };
  expect(await uploadModule(full, file, kernel).catch(problemOf)).toMatchObject({
    id: 'module.no-place',
    data: { size: bytes.length, places: full.places },
  });
  expect(await uploadedModules({ ...target, places: [] })).toEqual([]);
});

test('modules that were uploaded before are told, whatever the folder is called', async () => {
  const target = await board();
  await mkdir(dirname(there()), { recursive: true });
  expect(await uploadedModules(target)).toEqual([]);
  await uploadModule(target, file, kernel);
  expect(await uploadedModules(target)).toEqual([there()]);
});
