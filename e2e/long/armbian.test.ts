/**
 * armbianEnv.txt as U-Boot reads it. The boot script is our own and stands for Armbian's (armbian/build, config/bootscripts): it
 * takes the file into U-Boot's environment, puts each of `user_overlays` onto the tree, and gives `extraargs` to the kernel.
 */
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmulatedHost, emulatedHost } from '../testing/emulated-host.ts';
import { frames, isFrames } from '../testing/tree-board.ts';

const name = 'armbian';
const board = name;
let host: EmulatedHost;

beforeAll(async () => {
  host = await emulatedHost(name);
}, 600_000);
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

const script = (words: string, release: string) => `load virtio \${disk}:0 \${pxefile_addr_r} /boot/armbianEnv.txt
env import -t \${pxefile_addr_r} \${filesize}
setenv bootargs "${words} \${extraargs}"
load virtio \${disk}:0 \${fdt_addr_r} /boot/board.dtb
fdt addr \${fdt_addr_r}
fdt resize 65536
for overlay in \${user_overlays}; do if load virtio \${disk}:0 \${fdtoverlay_addr_r} /boot/overlay-user/\${overlay}.dtbo; then fdt apply \${fdtoverlay_addr_r}; fi; done
load virtio \${disk}:0 \${kernel_addr_r} /boot/vmlinuz-${release}
load virtio \${disk}:0 \${ramdisk_addr_r} /boot/initrd.img-${release}
booti \${kernel_addr_r} \${ramdisk_addr_r}:\${filesize} \${fdt_addr_r}
`;

/** As mkimage makes it (U-Boot include/image.h, struct legacy_img_hdr): Linux, arm64, a script, not packed. */
function image(text: string): Uint8Array {
  const body = Buffer.concat([Buffer.alloc(8), Buffer.from(text)]);
  body.writeUInt32BE(Buffer.byteLength(text), 0);
  const head = Buffer.alloc(64);
  head.writeUInt32BE(0x2705_1956, 0);
  head.writeUInt32BE(body.length, 12);
  head.writeUInt32BE(crc32(body), 24);
  head.set([5, 22, 6, 0], 28);
  head.writeUInt32BE(crc32(head), 4);
  return Buffer.concat([head, body]);
}

test('an overlay and words in armbianEnv.txt are those of the next boot, and are given back', async () => {
  const words = (await host.shell("sed -n 's/^[[:space:]]*append //p' /boot/extlinux/extlinux.conf")).trim();
  const release = (await host.shell('uname -r')).trim();
  await host.shell('cat > /boot/boot.scr', image(script(words, release)));
  await host.shell(`rm -r /boot/extlinux
printf 'verbosity=1\\nbootlogo=false\\nuser_overlays=spi-spidev\\n' > /boot/armbianEnv.txt; sync`);
  const files = () => host.shell('find /boot -type f -exec sha256sum {} + | sort -k2');
  const before = await files();
  const { ways } = await host.client.call('deviceTree.ways', { board });
  expect(ways.find(({ id }) => id === 'armbian')).toMatchObject({ possible: true, recommended: true });
  await host.client.call('deviceTree.apply', { board, way: 'armbian', name: 'frames' }, { bytes: frames });
  const more = { board, way: 'kernel-arguments' as const, name: 'words', arguments: ['cma=32M'] };
  await host.client.call('deviceTree.apply', more);
  expect(await host.shell('cat /boot/armbianEnv.txt')).toBe(
    'verbosity=1\nbootlogo=false\nuser_overlays=spi-spidev uiomem-studio-frames\nextraargs=cma=32M\n',
  );

  const { standing } = await host.client.call('deviceTree.reboot', { board, withinMs: 600_000 });
  expect(standing.map(({ name: each, state }) => [each, state]).toSorted()).toEqual([
    ['frames', 'booted'],
    ['words', 'booted'],
  ]);
  expect(await host.shell('cat /proc/cmdline')).toMatch(/ cma=32M$/m);
  await host.client.call('module.load', { board, parameters: [] });
  await isFrames(host, board);

  await host.client.call('deviceTree.restore', { board, changed: 'refuse' });
  expect(await files()).toBe(before);
  await host.client.call('deviceTree.reboot', { board, withinMs: 600_000 });
  expect(await host.shell('ls -d /proc/device-tree/uiomem@72000000 2>/dev/null; cat /proc/cmdline')).not.toMatch(
    /uiomem@72000000|cma=32M/,
  );
}, 900_000);
