import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { absolutePath, readPlanFile } from './plan-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-plan-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a plan is read with the folder that its relative paths start from', async () => {
  await mkdir(join(folder, 'lab'));
  await writeFile(join(folder, 'lab', 'bringup.yaml'), 'version: 1 # Büro\n');
  expect(await readPlanFile(join(folder, 'lab', '..', 'lab', 'bringup.yaml'))).toEqual({
    path: join(folder, 'lab', 'bringup.yaml'),
    name: 'bringup.yaml',
    folder: join(folder, 'lab'),
    text: 'version: 1 # Büro\n',
  });
});

test.each([
  ['~/a.yaml', '/home/grace/a.yaml'],
  ['~', '/home/grace'],
  ['/x/../a.yaml', '/a.yaml'],
])('%s is %s', (written, path) => {
  expect(absolutePath(written, '/home/grace')).toBe(path);
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
    ].map((path) =>
      readPlanFile(path).then(
        () => 'read',
        (thrown) => thrown.problem.id,
      ),
    ),
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
