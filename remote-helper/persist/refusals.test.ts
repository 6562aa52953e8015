/** What a board can lack or forbid while something is kept on it; nothing is left of what was begun. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { problem } from '../rpc/problem.ts';
import { GroupFile } from './group.ts';
import { Kept } from './kept.ts';
import { ModuleIndex } from './module-index.ts';
import { findFile, writeWhole } from './whole-file.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'uiomem-studio-refusals-'));
  mkdirSync(join(root, 'etc'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const etc = (name: string) => join(root, 'etc', name);
const refused = (id: string, data: object = {}, hint = '') => ({
  id,
  problem: { ...(Object.keys(data).length > 0 && { data }), hint: expect.stringContaining(hint) },
});

it('persist.no-group-file: a board that knows no groups', async () => {
  await expect(new GroupFile(root).choose()).rejects.toMatchObject(refused('persist.no-group-file', {}, 'Leave'));
});

it('persist.no-group-id: each of the system’s is taken, by groups and by users', async () => {
  const odd = (id: number) => id % 2 === 1;
  const ids = Array.from({ length: 900 }, (_, at) => 100 + at);
  const groups = ids.filter(odd).map((id) => `g${id}:x:${id}:\n`);
  writeFileSync(etc('group'), groups.join(''));
  writeFileSync(
    etc('passwd'),
    ids
      .filter((id) => !odd(id))
      .map((id) => `u${id}:x:${id}:${id}::/:\n`)
      .join(''),
  );
  await expect(new GroupFile(root).choose()).rejects.toMatchObject(
    refused('persist.no-group-id', {}, 'Make the group'),
  );
  writeFileSync(etc('group'), groups.slice(1).join(''));
  expect(await new GroupFile(root).choose()).toBe(101);
});

it('persist.group-busy: another program holds the lock, and keeps it', async () => {
  writeFileSync(etc('group'), 'root:x:0:\n');
  writeFileSync(etc('group.lock'), `${process.pid}\0`);
  await expect(new GroupFile(root).add({ name: 'uiomem', gid: 998 })).rejects.toMatchObject(
    refused('persist.group-busy', { lock: etc('group.lock') }, 'remove'),
  );
  expect([readFileSync(etc('group'), 'utf8'), existsSync(etc('group.lock'))]).toEqual(['root:x:0:\n', true]);
});

it('persist.group-busy is not said of a lock whose program died', async () => {
  writeFileSync(etc('group'), 'root:x:0:\n');
  // Above the kernel's greatest process number (2^22).
  writeFileSync(etc('group.lock'), '4194305\0');
  await new GroupFile(root).add({ name: 'uiomem', gid: 998 });
  expect([readFileSync(etc('group'), 'utf8'), existsSync(etc('group.lock'))]).toEqual([
    'root:x:0:\nuiomem:x:998:\n',
    false,
  ]);
});

it('persist.kept-missing: what was kept is gone, or is not what it was', async () => {
  const folder = join(root, 'kept');
  const sha256 = await new Kept(folder).put(Buffer.from('before'));
  expect((await new Kept(folder).get(sha256)).toString()).toBe('before');
  const wanted = refused('persist.kept-missing', { folder, sha256 }, folder);
  for (const damaged of ['no gzip', gzipSync('something else')]) {
    writeFileSync(join(folder, `${sha256}.gz`), damaged);
    await expect(new Kept(folder).get(sha256)).rejects.toMatchObject(wanted);
  }
  rmSync(folder, { recursive: true });
  await expect(new Kept(folder).get(sha256)).rejects.toMatchObject(wanted);
});

it('persist.no-depmod: modprobe would not find the module', async () => {
  const nothing = async (program: string) => {
    throw problem('program.missing', program);
  };
  await expect(new ModuleIndex(root, new Kept(join(root, 'kept')), nothing).update('6.1.0')).rejects.toMatchObject(
    refused('persist.no-depmod', {}, 'kmod'),
  );
});

it('persist.not-readable: a file that the kernel does not give', async () => {
  await expect(findFile('/proc/self/mem')).rejects.toMatchObject({
    id: 'persist.not-readable',
    problem: { message: expect.stringContaining('EIO'), data: { path: '/proc/self/mem' } },
  });
});

it('persist.not-writable: a place in which nothing can be made', async () => {
  const written = writeWhole('/proc/sys/kernel/uiomem-studio', Buffer.from('x'), { mode: 0o644, uid: 0, gid: 0 });
  await expect(written).rejects.toMatchObject(refused('persist.not-writable', {}, 'forbids'));
});
