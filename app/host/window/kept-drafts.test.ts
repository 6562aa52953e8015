/** What was written in windows and is in no file, on the disk. */
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepDraft, readDrafts } from './kept-drafts.ts';

let state: string;
let drafts: string;
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'uiomem-studio-drafts-'));
  drafts = join(state, 'uiomem-studio', 'drafts');
  vi.stubEnv('XDG_STATE_HOME', state);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(state, { recursive: true });
});

test('one a board is kept, for its user alone, until there is none', async () => {
  expect(await readDrafts()).toEqual([]);
  await keepDraft('zynq', 'first');
  await keepDraft('rack-7.lab', 'of the rack');
  await keepDraft('zynq', 'second');
  expect(await readDrafts()).toEqual([
    { board: 'rack-7.lab', draft: 'of the rack' },
    { board: 'zynq', draft: 'second' },
  ]);
  expect((await stat(join(drafts, 'zynq.json'))).mode & 0o777).toBe(0o600);
  await keepDraft('zynq', undefined);
  await keepDraft('zynq', undefined);
  expect(await readDrafts()).toEqual([{ board: 'rack-7.lab', draft: 'of the rack' }]);
});

test('what else lies there is let be', async () => {
  await keepDraft('zynq', 'of zynq');
  await writeFile(join(drafts, 'notes.txt'), 'no draft');
  await writeFile(join(drafts, '.hidden.json'), 'no board’s name');
  await mkdir(join(drafts, 'folder.json'));
  expect(await readDrafts()).toEqual([{ board: 'zynq', draft: 'of zynq' }]);
  expect((await readdir(drafts)).sort()).toEqual(['.hidden.json', 'folder.json', 'notes.txt', 'zynq.json']);
});

test('window.draft-not-kept: its place is a file', async () => {
  await mkdir(join(state, 'uiomem-studio'));
  await writeFile(drafts, '');
  await expect(keepDraft('zynq', 'lost')).rejects.toMatchObject({
    problem: { id: 'window.draft-not-kept', data: { path: join(drafts, 'zynq.json') } },
  });
});
