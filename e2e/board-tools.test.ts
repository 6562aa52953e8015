/** A board that is wanted otherwise: with udev, words for its kernel, files over its root, its cable pulled. Judged past the host, by ssh. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { boardShell } from './testing/boards.ts';
import { type EmulatedHost, emulatedHost } from './testing/emulated-host.ts';

let host: EmulatedHost;
beforeAll(async () => {
  host = await emulatedHost('tools', {
    udev: true,
    kernelArguments: ['lockdown=integrity', 'sysctl.kernel.pid_max=4711'],
    rootFiles: {
      '/etc/board-start': { text: '#!/bin/sh\nmount -o remount,noexec /tmp\n', mode: 0o755 },
      '/etc/udev/rules.d/90-null.rules': { text: 'KERNEL=="null", SYMLINK+="nothing", GROUP="dev", MODE="0660"\n' },
      '/home/dev/notes/today': { text: 'hers\n', mode: 0o600, owner: 1000 },
    },
  });
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

test('the kernel was given the words', async () => {
  expect(await host.shell('cat /sys/kernel/security/lockdown /proc/sys/kernel/pid_max')).toBe(
    'none [integrity] confidentiality\n4711\n',
  );
});

test('files lie over the root with owner and permissions, and the one for the start was run', async () => {
  expect(await host.shell("stat -c '%U %a %n' /home/dev/notes /home/dev/notes/today; cat /home/dev/notes/today")).toBe(
    'dev 755 /home/dev/notes\ndev 600 /home/dev/notes/today\nhers\n',
  );
  expect(await host.shell('grep -c " /tmp tmpfs .*noexec" /proc/mounts')).toBe('1\n');
});

test('udev follows rules', async () => {
  expect(await host.shell("readlink /dev/nothing; stat -c '%G %a' /dev/null")).toBe('null\ndev 660\n');
});

test('a pulled cable lets nothing through until it is plugged in again', async () => {
  await host.client.call('emulated.link', { name: 'tools', up: false });
  const silent = boardShell(host.board, 'true', { ssh: ['-o', 'ConnectTimeout=2'] });
  await expect(silent).rejects.toThrow(/timed out/);
  await host.link(true);
  expect(await boardShell(host.board, 'echo back')).toBe('back\n');
});
