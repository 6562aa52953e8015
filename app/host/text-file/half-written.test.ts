/** Files that belong together, on a disk that fails in the middle and does not let go again: no file of a test can be that, so the writing is replaced. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import { writeTextFiles } from './text-file.ts';

let failing: readonly string[] = [];
vi.mock('write-file-atomic', () => ({
  default: async (path: string, text: string) => {
    if (failing.some((name) => path.endsWith(name))) throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
    await writeFile(path, text);
    if (path.endsWith('b.dts')) failing = ['a.dts', 'c.dts'];
  },
}));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-half-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('device-tree.half-written: those that cannot be given back are named, and the others are as before', async () => {
  const was = createHash('sha256').update('old').digest('hex');
  const files = ['a.dts', 'b.dts', 'c.dts'].map((name) => ({ path: join(folder, name), text: 'new', was }));
  for (const { path } of files) await writeFile(path, 'old');
  const refused = await writeTextFiles('device-tree', files).then(
    () => undefined,
    (thrown) => problemOf(thrown),
  );
  expect(refused).toMatchObject({
    id: 'device-tree.half-written',
    message: expect.stringContaining(`${join(folder, 'c.dts')} cannot be written: EIO.`),
    hint: expect.stringContaining(join(folder, 'a.dts')),
    data: { paths: [join(folder, 'a.dts')] },
  });
  expect(await Promise.all(files.map(({ path }) => readFile(path, 'utf8')))).toEqual(['new', 'old', 'old']);
});
