import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BoardFiles } from '../board-files.ts';
import type { Holder } from '../contract/device.ts';
import { unloadModule } from './unload.ts';

const holder = (pid: number, command: string, ours = false): Holder => ({ pid, command, device: 'uiomem0', ours });
const helper = '/usr/bin/node /run/uiomem-studio/00ff/helper.cjs 00ff';

async function refused(modules: string, holders: Holder[]): Promise<unknown> {
  const root = await mkdtemp(join(tmpdir(), 'unload-'));
  try {
    await mkdir(join(root, 'proc'));
    await writeFile(join(root, 'proc', 'modules'), modules);
    const closeMappings = () => Promise.reject(new Error('closed although others hold a device'));
    return await unloadModule(new BoardFiles(root), { holders: async () => holders, closeMappings }).catch(
      (thrown: { problem: unknown }) => thrown.problem,
    );
  } finally {
    await rm(root, { recursive: true });
  }
}

const loaded = 'uiomem 40960 2 - Live 0x0000000000000000\n';

test('each process that holds a device is named, other sessions of ours as such; nothing of ours is closed for it', async () => {
  const others = [holder(1, helper, true), holder(7, 'dd if=/dev/uiomem0'), holder(8, helper)];
  expect(await refused(loaded, others)).toEqual({
    id: 'module.in-use',
    message:
      'The driver cannot be unloaded, for other processes hold its devices: 7 dd if=/dev/uiomem0 (uiomem0); 8 uiomem studio, another session (uiomem0).',
    hint: 'End the other session of uiomem studio, or have it unload the module itself. End the processes, or have them close the device.',
    data: { holders: others.slice(1) },
  });
  expect(await refused(loaded, [holder(7, 'dd')])).toMatchObject({
    hint: 'End the processes, or have them close the device.',
  });
});

test('modules that use it are named, and one that is not there is told', async () => {
  expect(await refused('uiomem 40960 1 consumer, Live 0x0000000000000000\n', [])).toMatchObject({
    id: 'module.in-use',
    data: { modules: ['consumer'] },
  });
  expect(await refused('', [])).toMatchObject({ id: 'module.not-loaded' });
});

test('module.unload-failed: the words of rmmod, and how many users the kernel counts', async () => {
  const root = await mkdtemp(join(tmpdir(), 'unload-'));
  try {
    await mkdir(join(root, 'proc'));
    // The board's files say that it is loaded; the rmmod of this machine knows better.
    await writeFile(join(root, 'proc', 'modules'), loaded);
    const unloading = unloadModule(new BoardFiles(root), { holders: async () => [], closeMappings: async () => 1 });
    await expect(unloading).rejects.toMatchObject({
      problem: {
        id: 'module.unload-failed',
        message: expect.stringMatching(/^rmmod uiomem failed: ./),
        hint: 'The kernel counts 2 users of the module that no process shows.',
        data: { references: 2, closedMappings: 1, loader: expect.stringMatching(/./) },
      },
    });
  } finally {
    await rm(root, { recursive: true });
  }
});
