/**
 * Debian's own u-boot-update and grub-mkconfig on a board: what is installed is in the file that they write for the loader, and what
 * u-boot-update writes is what U-Boot starts. Played are what they ask other packages for: which kernels there are (linux-base), and
 * which disks (grub-probe, which finds none that it knows on an emulated board).
 */
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BootPrograms } from '../testing/boot-programs.ts';
import { type EmulatedHost, emulatedHost } from '../testing/emulated-host.ts';
import { frames, isFrames } from '../testing/tree-board.ts';

const name = 'boot-programs';
const board = name;
const conf = '/boot/extlinux/extlinux.conf';
const arguments_ = ['cma=32M'];
let host: EmulatedHost;
let programs: BootPrograms;

/** What is in /usr is gone at each boot of a board with tools. */
const putUBootMenu = async () => {
  await programs.copy(host, ['usr/sbin/u-boot-update']);
  await host.shell(`cat > /usr/bin/linux-version <<'END'
#!/bin/sh
case $1 in list) for f in /boot/vmlinuz-*; do echo "\${f#/boot/vmlinuz-} $f"; done ;; sort) cat ;; esac
END
chmod 755 /usr/bin/linux-version`);
};

beforeAll(async () => {
  programs = new BootPrograms();
  host = await emulatedHost(name, { tools: true });
}, 600_000);
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

const digests = () => host.shell(`find /boot /etc/default -type f -exec sha256sum {} + | sort -k2`);
const bring = async () => {
  await host.client.call('deviceTree.apply', { board, way: 'u-boot-menu', name: 'frames' }, { bytes: frames });
  const words = { board, way: 'kernel-arguments' as const, name: 'words', arguments: arguments_ };
  await host.client.call('deviceTree.apply', words);
};

test('u-boot-update takes the overlay and the words into extlinux.conf, U-Boot starts that, and it is given back', async () => {
  await putUBootMenu();
  await programs.copy(host, ['etc/default/u-boot']);
  // /boot is a mount of its own here, and the loader finds its files from the disk's root on as on a partition of its own.
  const words = (await host.shell(`sed -n 's/^[[:space:]]*append //p' ${conf}`)).trim();
  await host.shell(`set -e; touch /etc/fstab; cd /boot && v=$(uname -r) && cp board.dtb dtb-$v && mkdir -p /run/disk
mount "$(awk '$2 == "/boot" {print $1}' /proc/mounts)" /run/disk && cd /run/disk
for f in vmlinuz-$v initrd.img-$v dtb-$v dtbo; do ln -s boot/$f $f; done; cd /; umount /run/disk
echo 'U_BOOT_PARAMETERS="${words}"' >> /etc/default/u-boot; u-boot-update; sync`);
  const before = await digests();
  const { ways } = await host.client.call('deviceTree.ways', { board });
  expect(ways.find(({ id }) => id === 'u-boot-menu')).toMatchObject({ possible: true, recommended: true });
  await bring();
  const text = await host.shell(`cat ${conf}`);
  expect(text).toMatch(/^\tfdtoverlays +\/dtbo\/uiomem-studio-frames\.dtbo$/m);
  expect(text).toMatch(/^\tappend .* cma=32M$/m);
  // As after each new kernel.
  await host.shell('u-boot-update');
  expect(await host.shell(`cat ${conf}`)).toBe(text);

  const { standing } = await host.client.call('deviceTree.reboot', { board, withinMs: 600_000 });
  expect(standing.map(({ name: each, state }) => [each, state]).toSorted()).toEqual([
    ['frames', 'booted'],
    ['words', 'booted'],
  ]);
  expect(await host.shell('cat /proc/cmdline')).toMatch(/ cma=32M$/m);
  await host.client.call('module.load', { board, parameters: [] });
  await isFrames(host, board);

  await putUBootMenu();
  const { told } = await host.client.call('deviceTree.restore', { board, changed: 'refuse' });
  expect(told).toEqual(['u-boot-update was run.']);
  expect(await digests()).toBe(before);
}, 900_000);

test('grub-mkconfig takes the words into grub.cfg, and they are given back', async () => {
  // A board of which another loader has no file.
  await host.shell(`mv ${conf} /run/conf; rm -f /usr/sbin/u-boot-update; mkdir -p /boot/grub /etc/default`);
  await programs.copy(host, ['usr/share/grub/grub-mkconfig_lib', 'usr/share/grub/default/grub']);
  await programs.copy(host, ['usr/sbin/grub-mkconfig', 'usr/sbin/update-grub', 'etc/grub.d']);
  await host.shell(`cp /usr/share/grub/default/grub /etc/default/grub
cat > /usr/sbin/grub-probe <<'END'
#!/bin/sh
case $* in *target=device*) echo /dev/vda ;; *target=fs_uuid*) echo 5d1a-77c0 ;; *target=fs*) echo ext2 ;; *) exit 1 ;; esac
END
printf '#!/bin/sh\\nfor last; do :; done; echo "$last"\\n' > /usr/bin/grub-mkrelpath
printf '#!/bin/sh\\nexit 0\\n' > /usr/bin/grub-script-check
chmod 755 /usr/sbin/grub-probe /usr/bin/grub-mkrelpath /usr/bin/grub-script-check; update-grub 2>/run/grub-said`);
  const before = await digests();
  const lines = async () => {
    const text = await host.shell('cat /boot/grub/grub.cfg');
    const file = join(host.folder, 'grub.cfg');
    await writeFile(file, text);
    execFileSync(programs.program('usr/bin/grub-script-check'), [file], {
      env: { ...process.env, LD_LIBRARY_PATH: programs.program('lib/x86_64-linux-gnu') },
    });
    return text.split('\n').filter((line) => /^\s*linux\s/.test(line));
  };
  const usual = await lines();
  expect(usual.length).toBeGreaterThan(0);
  // Not the words of the boot that the test before has left.
  const words = { board, way: 'kernel-arguments' as const, name: 'words', arguments: ['cma=24M'] };
  const { told } = await host.client.call('deviceTree.apply', words);
  expect(told[0]).toBe('update-grub was run.');
  expect((await lines()).every((line) => / cma=24M(?: |$)/.test(line))).toBe(true);
  await host.client.call('deviceTree.restore', { board, changed: 'refuse' });
  expect(await lines()).toEqual(usual);
  expect(await digests()).toBe(before);
}, 600_000);
