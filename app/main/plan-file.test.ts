import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readPlanFile } from './plan-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-plan-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('gives the text, with where it lies', async () => {
  await writeFile(join(folder, 'a plan.yaml'), 'version: 1\n');
  expect(await readPlanFile(join(folder, 'a plan.yaml'))).toEqual({
    name: 'a plan.yaml',
    folder,
    text: 'version: 1\n',
  });
});

it('plan.file-too-large: what is no plan is not read', async () => {
  const file = join(folder, 'memory.bin');
  await writeFile(file, '');
  await truncate(file, 2 ** 20);
  expect((await readPlanFile(file)).text.length).toBe(2 ** 20);
  await truncate(file, 2 ** 20 + 1);
  await expect(readPlanFile(file)).rejects.toMatchObject({
    problem: {
      id: 'plan.file-too-large',
      message: `${file} has 1048577 bytes; a plan has at most 1048576.`,
      hint: expect.stringContaining('plan new'),
      data: { file, size: 1048577, largest: 1048576 },
    },
  });
});
