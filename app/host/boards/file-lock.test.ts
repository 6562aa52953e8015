import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import { withFileLock } from './file-lock.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'file-lock-'));
  file = join(folder, 'boards.json');
});
afterEach(() => rm(folder, { recursive: true }));

it('lets one in at a time, and leaves no lock, also after a failure', async () => {
  let inside = 0;
  let most = 0;
  const work = Array.from({ length: 8 }, (_, index) =>
    withFileLock(file, async () => {
      inside += 1;
      most = Math.max(most, inside);
      await sleep(5);
      inside -= 1;
      if (index === 3) throw new Error('failed inside');
      return index;
    }).catch((thrown: Error) => thrown.message),
  );
  expect([await Promise.all(work), most, await readdir(folder)]).toEqual([
    [0, 1, 2, 'failed inside', 4, 5, 6, 7],
    1,
    [],
  ]);
});

it('names its owner while it is held', async () => {
  await withFileLock(file, async () => {
    expect(await readFile(`${file}.lock`, 'utf8')).toBe(`${process.pid}\n`);
  });
});

it.each([
  // Larger than any process id (proc(5): pid_max is at most 2^22).
  ['of a process that is gone', '4194305\n', 0],
  ['that its maker never filled', '', 6_000],
])('breaks a lock %s', async (_what, text, age) => {
  await writeFile(`${file}.lock`, text);
  const then = new Date(Date.now() - age);
  await utimes(`${file}.lock`, then, then);
  expect(await withFileLock(file, async () => 'in')).toBe('in');
  expect(await readdir(folder)).toEqual([]);
});

it('does not break the lock of a living process, and says so after its patience', async () => {
  await writeFile(`${file}.lock`, `${process.ppid}\n`);
  const said = await withFileLock(file, async () => 'in').catch(problemOf);
  expect(said).toMatchObject({ id: 'file.locked', data: { file, lock: `${file}.lock` }, hint: expect.any(String) });
  expect(await readFile(`${file}.lock`, 'utf8')).toBe(`${process.ppid}\n`);
}, 15_000);
