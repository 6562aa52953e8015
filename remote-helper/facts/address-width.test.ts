import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BoardFiles } from '../board-files.ts';
import { readAddressBits } from './address-width.ts';
import { readNodeManager } from './device-nodes.ts';

/** A board that shows these files alone. */
async function onBoard<T>(
  files: Readonly<Record<string, string>>,
  look: (board: BoardFiles) => Promise<T>,
): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'uiomem-studio-width-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(root, path, '..'), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return await look(new BoardFiles(root));
  } finally {
    rmSync(root, { recursive: true });
  }
}

const x86 = { '/proc/cpuinfo': 'processor\t: 0\naddress sizes\t: 40 bits physical, 48 bits virtual\n' };

test.each([
  ['an x86 processor', x86, 'x86_64', {}, 40],
  ['an arm64 kernel', {}, 'aarch64', { ARM64_PA_BITS: '52' }, 52],
  ['LPAE', {}, 'armv7l', { ARM_LPAE: 'y' }, 40],
  ['no LPAE', {}, 'armv7l', { SMP: 'y' }, 32],
  ['no configuration', {}, 'armv7l', undefined, undefined],
  ['RISC-V', {}, 'riscv64', { SMP: 'y' }, undefined],
] as const)('the width of %s', async (_what, files, machine, config, expected) => {
  expect(await onBoard(files, (board) => readAddressBits(board, machine, config))).toBe(expected);
});

const devtmpfs = { '/proc/mounts': 'devtmpfs /dev devtmpfs rw 0 0\n' };
test.each([
  ['udev', { ...devtmpfs, '/run/udev/control': '' }],
  ['mdev', { ...devtmpfs, '/proc/sys/kernel/hotplug': '/sbin/mdev\n' }],
  ['mdev', { ...devtmpfs, '/run/mdev.pid': '77\n' }],
  ['devtmpfs', { ...devtmpfs, '/proc/sys/kernel/hotplug': '\n' }],
  ['none', { '/proc/mounts': 'tmpfs /dev tmpfs rw 0 0\n' }],
])('nodes by %s', async (expected, files) => {
  expect(await onBoard(files, readNodeManager)).toBe(expected);
});
