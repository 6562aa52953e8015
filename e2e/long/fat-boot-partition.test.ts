/**
 * A boot partition with FAT, as Raspberry Pi's is: what is written there, given back, and refused. The firmware that reads it is closed
 * and runs on its own boards only: what it makes of the files is not seen here.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BootPrograms } from '../testing/boot-programs.ts';
import { type EmulatedHost, emulatedHost } from '../testing/emulated-host.ts';
import { failure, frames, ownSession } from '../testing/tree-board.ts';

const name = 'fat-boot';
const board = name;
const firmware = '/boot/firmware';
const overlay = `${firmware}/overlays/uiomem-studio-frames.dtbo`;
let host: EmulatedHost;

beforeAll(async () => {
  const programs = new BootPrograms();
  host = await emulatedHost(name, async (folder) => {
    const pi = join(folder, 'pi.dtso');
    const text = '&{/} { compatible = "raspberrypi,4-model-b", "linux,dummy-virt"; };';
    await writeFile(pi, `/dts-v1/;\n/plugin/;\n${text}\n`);
    return { overlays: [pi] };
  });
  await programs.loadFat(host);
  await host.shell(`set -e; dd if=/dev/zero of=/run/boot.img bs=1M count=8 2>/dev/null; mkdosfs /run/boot.img
mkdir -p ${firmware}; mount -t vfat -o loop /run/boot.img ${firmware}; mkdir ${firmware}/overlays
printf 'arm_64bit=1\\n[pi4]\\narm_boost=1\\n' > ${firmware}/config.txt
printf 'console=ttyAMA0 rootwait\\n' > ${firmware}/cmdline.txt; : > ${firmware}/overlays/vc4.dtbo; sync`);
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

const files = () =>
  host.shell(
    `cd ${firmware}; find . -exec ls -ldn {} + | awk '{print $1, $3, $4, $NF}'; find . -type f -exec sha256sum {} +`,
  );
const install = () =>
  host.client.call('deviceTree.apply', { board, way: 'raspberry-pi', name: 'frames' }, { bytes: frames });

test('an overlay and words for the kernel are on the partition once it is mounted anew, and given back', async () => {
  const before = await files();
  const { ways } = await host.client.call('deviceTree.ways', { board });
  expect(ways.find(({ id }) => id === 'raspberry-pi')).toMatchObject({ possible: true, recommended: true });
  await install();
  const words = { board, way: 'kernel-arguments' as const, name: 'words', arguments: ['cma=64M'] };
  await host.client.call('deviceTree.apply', words);
  // As the next boot finds it.
  await host.shell(`umount ${firmware} && mount -t vfat -o loop /run/boot.img ${firmware}`);
  expect(await host.shell(`cat ${firmware}/config.txt`)).toMatch(
    /^arm_64bit=1\n\[pi4\]\narm_boost=1\n#.*\n\[all\]\ndtoverlay=uiomem-studio-frames\n$/,
  );
  expect(await host.shell(`cat ${firmware}/cmdline.txt`)).toBe('console=ttyAMA0 rootwait cma=64M\n');
  expect(Buffer.from(await host.shell(`base64 ${overlay}`), 'base64')).toEqual(Buffer.from(frames));
  const { restored, removed } = await host.client.call('deviceTree.restore', { board, changed: 'refuse' });
  expect([restored.toSorted(), removed]).toEqual([[`${firmware}/cmdline.txt`, `${firmware}/config.txt`], [overlay]]);
  await host.shell(`umount ${firmware} && mount -t vfat -o loop /run/boot.img ${firmware}`);
  expect(await files()).toBe(before);
});

test('boot.read-only: the partition is mounted read-only', async () => {
  const before = await files();
  await host.shell(`mount -o remount,ro ${firmware}`);
  const found = await failure(install());
  await host.shell(`mount -o remount,rw ${firmware}`);
  expect(found).toMatchObject({
    id: 'boot.read-only',
    message: `${firmware} is mounted read-only (vfat).`,
    hint: `Remount it on the board: mount -o remount,rw ${firmware}.`,
  });
  expect(await files()).toBe(before);
});

test('boot.no-space: the partition is full, from the start or half way', async () => {
  const before = await files();
  await host.shell(`dd if=/dev/zero of=${firmware}/fill bs=4k 2>/dev/null; sync`);
  expect(await failure(install())).toMatchObject({ id: 'boot.no-space' });
  await host.shell(`rm ${firmware}/fill; 
free=$(df -k ${firmware} | awk 'END {print $4}'); dd if=/dev/zero of=${firmware}/fill bs=1k count=$((free - 1500)) 2>/dev/null; sync`);
  const standing = await files();
  await host.client.call('board.disconnect', { board });
  await using session = await ownSession(host);
  const parts = [1_000_000, 1_000_000].map((bytes, index) => ({
    path: overlay.replace('frames', `part-${index}`),
    bytes,
  }));
  const bytes = Buffer.alloc(2_000_000, 1);
  expect(await failure(session.helper.call('boot.write', { files: parts }, { bytes }))).toMatchObject({
    id: 'boot.no-space',
    data: { path: parts[1]?.path },
  });
  expect(await files()).toBe(standing);
  await host.shell(`rm ${firmware}/fill`);
  expect(await files()).toBe(before);
});

test('boot.absent: the partition is not mounted', async () => {
  await host.shell(
    `umount ${firmware}; touch /etc/fstab; cp /etc/fstab /run/fstab; echo 'LABEL=boot ${firmware} vfat defaults 0 2' >> /etc/fstab`,
  );
  const found = await failure(install());
  await host.shell(`cp /run/fstab /etc/fstab; mount -t vfat -o loop /run/boot.img ${firmware}`);
  expect(found).toMatchObject({ id: 'boot.absent', hint: `Mount it on the board: mount ${firmware}.` });
});
