/**
 * What udev and DKMS do with what the tool keeps for the next boots, on a board that has both: rights that a rule gives, over
 * replug and reboot; a tree that is built, one that does not build, and their removal. Judged by the board's own files.
 */
import { appendFile, cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { problemOf } from '../../remote-helper/rpc/problem.ts';
import { type EmulatedHost, emulatedHost } from '../testing/emulated-host.ts';
import { fileListing } from '../testing/file-listing.ts';

const name = 'keeps';
const group = 'uiomem-people';
/** An emulated processor compiles the driver in minutes. */
const compilingMs = 1_800_000;
const regions = 'regions:\n  - { device: uiomem0, address: 0x70000000, size: 1M, content: memory }\n';
const folder = process.cwd();
let host: EmulatedHost;
let before: string;

beforeAll(async () => {
  host = await emulatedHost(name, {
    udev: true,
    rootFiles: {
      // As on a board whose /usr lasts, which the emulated one's does not.
      '/etc/board-start': {
        text: '#!/bin/sh\nmkdir -p /disk/src /disk/.work/src\nmount -t overlay -o lowerdir=/usr/src,upperdir=/disk/src,workdir=/disk/.work/src overlay /usr/src\n',
        mode: 0o755,
      },
    },
  });
  before = await listing();
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

const apply = (text: string) => host.client.call('plan.apply', { board: name, text, folder, resume: false });
/** Files of the folders that persistence, udev's rules and DKMS write to. */
const listing = () =>
  fileListing(host.shell, ['etc', 'lib/modules', 'usr/src/uiomem*', 'var/lib/dkms', 'var/lib/uiomem-studio/persist']);
/** Owner, group and mode of the node, then of a file that syncs. */
const rights = () =>
  host.shell(
    'udevadm settle; cd /dev && stat -c "%U %G %a %F" uiomem0; cd /sys/class/uiomem/uiomem0 && stat -c "%U %G %a" sync_for_cpu',
  );
const given = `root ${group} 660 character special file\nroot ${group} 664\n`;
const readAs = (user: string) =>
  host.shell(`su ${user} -c 'dd if=/dev/uiomem0 bs=16 count=1 2>/dev/null | wc -c' 2>/dev/null; :`);

test('a rule gives the node and its sync files to the group: at once, after a replug and after a reboot', async () => {
  await apply(`version: 1\n${regions}persist: { boot: true, group: ${group} }\n`);
  expect(await rights()).toBe(given);
  expect(await readAs('dev')).toBe('0\n');
  await host.shell(`sed -i 's/^\\(${group}:.*\\)$/\\1dev/' /etc/group; grep ${group} /etc/group`);
  expect(await readAs('dev')).toBe('16\n');

  await host.shell('rmmod uiomem; modprobe uiomem');
  expect(await rights()).toBe(given);

  await host.client.call('board.disconnect', { board: name });
  await host.client.call('emulated.reboot', { name });
  expect(await rights()).toBe(given);
  expect(await readAs('dev')).toBe('16\n');
});

test('removed, the devices are root’s again, and the group stays while it has a member', async () => {
  const { left } = await host.client.call('persist.remove', { board: name, changed: 'refuse' });
  expect(left).toEqual([`the group ${group}`]);
  expect(await rights()).toBe('root root 600 character special file\nroot root 664\n');
  await host.shell(`sed -i '/^${group}:/d' /etc/group /etc/gshadow; rmmod uiomem`);
  expect(await listing()).toBe(before);
});

it('persist.dkms-failed: a source that builds here and not on the board; what the compiler said, and not a byte stays', {
  timeout: compilingMs,
}, async () => {
  const broken = join(host.folder, 'broken');
  await cp(join(folder, 'kernel'), broken, { recursive: true });
  await appendFile(
    join(broken, 'ioctl.c'),
    '#if __has_include("/etc/board.conf")\n#error of this board alone\n#endif\n',
  );
  const text = `version: 1\nmodule: { from: folder, path: ${broken} }\n${regions}persist: { dkms: true }\n`;
  const failed = await apply(text).then(() => undefined, problemOf);
  expect(failed).toMatchObject({
    id: 'persist.dkms-failed',
    hint: expect.stringContaining('make.log'),
    data: { said: expect.stringMatching(/bad exit status|Bad return status|error/i), rolledBack: expect.any(Number) },
  });
  expect(await listing()).toBe(before);
  expect(await host.shell('dkms status uiomem; grep -c "^uiomem " /proc/modules; :')).toBe('0\n');
});

test('a tree is built by DKMS on the board, loaded by the next boot, and removed without a trace', {
  timeout: compilingMs,
}, async () => {
  const { regions: found } = await apply(`version: 1\n${regions}persist: { boot: true, dkms: true }\n`);
  expect(found.map(({ status, nextBoot }) => `${status} ${nextBoot}`)).toEqual(['same same']);
  expect(await host.shell('dkms status uiomem')).toMatch(
    /^uiomem\/studio-[0-9a-f]{12}, 6\.1\S+, aarch64: installed\n$/,
  );
  expect(await host.shell(`ls /lib/modules/${host.status.kernel}/updates/dkms`)).toMatch(/^uiomem\.ko\n$/);
  expect(await host.shell('modinfo -F filename uiomem')).toContain('/updates/dkms/uiomem.ko');

  await host.client.call('board.disconnect', { board: name });
  await host.client.call('emulated.reboot', { name });
  expect(await host.shell('cat /sys/class/uiomem/uiomem0/phys_addr')).toBe('0x0000000070000000\n');
  await host.client.call('persist.remove', { board: name, changed: 'refuse' });
  await host.shell('rmmod uiomem');
  expect(await host.shell('dkms status uiomem')).toBe('');
  expect(await listing()).toBe(before);
});
