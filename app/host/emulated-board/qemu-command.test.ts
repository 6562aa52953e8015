import fc from 'fast-check';
import { expect, test } from 'vitest';
import { choose } from './board-options.ts';
import { type QemuFiles, qemuCommand } from './qemu-command.ts';

const files: QemuFiles = {
  vmlinuz: '/c/vmlinuz',
  initramfs: '/b/initramfs',
  deviceTree: '/b/board.dtb',
  loader: '/c/u-boot.bin',
  bootDisk: '/b/boot',
  nodeImage: '/c/node.ext4',
  toolsImage: '/c/tools.ext4',
  disk: '/b/disk',
  ram: '/b/ram',
  ivshmem: '/b/ivshmem',
  console: '/b/console.log',
  qmpSocket: '/b/qmp.sock',
};

/** What QEMU starts itself. */
const direct = { ...files, loader: undefined };

test('the usual board, word by word', () => {
  expect(qemuCommand(choose({ name: 'emulated' }), 2222, files)).toEqual([
    'qemu-system-aarch64',
    ...['-name', 'uiomem-studio emulated'],
    ...['-M', 'virt,acpi=off,memory-backend=ram'],
    ...['-cpu', 'cortex-a53'],
    ...['-accel', 'tcg', '-smp', '2', '-m', '1024M', '-nodefaults', '-display', 'none'],
    ...['-object', 'memory-backend-file,id=ram,size=1024M,share=on,mem-path=/b/ram'],
    ...['-chardev', 'file,id=console,append=on,path=/b/console.log', '-serial', 'chardev:console'],
    ...['-qmp', 'unix:/b/qmp.sock,server=on,wait=off'],
    ...['-netdev', 'user,id=net0,restrict=on,hostfwd=tcp:127.0.0.1:2222-:22'],
    ...['-device', 'virtio-net-device,netdev=net0', '-device', 'virtio-rng-device'],
    ...['-bios', '/c/u-boot.bin'],
    ...['-drive', 'if=none,id=boot,format=raw,file=/b/boot'],
    ...['-device', 'virtio-blk-device,drive=boot,serial=boot'],
    ...['-drive', 'if=none,id=disk,format=raw,file=/b/disk'],
    ...['-device', 'virtio-blk-device,drive=disk,serial=disk'],
    ...['-drive', 'if=none,id=node,format=raw,file=/c/node.ext4,readonly=on'],
    ...['-device', 'virtio-blk-device,drive=node,serial=node'],
    ...['-drive', 'if=none,id=tools,format=raw,file=/c/tools.ext4,readonly=on'],
    ...['-device', 'virtio-blk-device,drive=tools,serial=tools'],
    ...['-object', 'memory-backend-file,id=ivshmem,size=1M,share=on,mem-path=/b/ivshmem'],
    ...['-device', 'ivshmem-plain,memdev=ivshmem'],
    ...['-device', 'edu'],
  ]);
});

test('without a loader QEMU is given what it would start', () => {
  const command = qemuCommand(choose({ name: 'a', loader: 'direct' }), 2222, direct);
  expect(command.slice(command.indexOf('-kernel'), command.indexOf('-drive'))).toEqual([
    ...['-kernel', '/c/vmlinuz', '-initrd', '/b/initramfs', '-append'],
    'console=ttyAMA0 mem=768M net.ifnames=0 panic=5 log_buf_len=1M cryptomgr.notests kpti=off',
    ...['-dtb', '/b/board.dtb'],
  ]);
  expect(command.filter((word) => /boot/.test(word))).toEqual([]);
});

test('a PC without node, without a device tree, without devices', () => {
  const choice = choose({ name: 'pc', architecture: 'x86-64', devices: [] });
  const command = qemuCommand(choice, 2222, {
    ...direct,
    nodeImage: undefined,
    toolsImage: undefined,
    deviceTree: undefined,
  });
  expect(command.slice(0, 7)).toEqual([
    'qemu-system-x86_64',
    '-name',
    'uiomem-studio pc',
    '-M',
    'q35,memory-backend=ram',
    '-cpu',
    'max',
  ]);
  expect(command).toContain(
    'console=ttyS0 memmap=256M$0x30000000 net.ifnames=0 panic=5 log_buf_len=1M cryptomgr.notests',
  );
  expect(command.filter((word) => /node|dtb|edu|ivshmem|virtio-\w+-device/.test(word))).toEqual(['-nodefaults']);
});

test('a 32-bit board reaches PCI below 4 GiB', () => {
  const command = qemuCommand(choose({ name: 'old', architecture: 'armhf' }), 2222, direct);
  expect(command.slice(0, 7)).toEqual([
    'qemu-system-arm',
    '-name',
    'uiomem-studio old',
    '-M',
    'virt,highmem=off,memory-backend=ram',
    '-cpu',
    'cortex-a15',
  ]);
  expect(command).toContain('virtio-net-device,netdev=net0');
  expect(command[command.indexOf('-append') + 1]).toMatch(/^console=ttyAMA0 mem=768M .* cryptomgr\.notests$/);
});

test('further words for the kernel come behind its others', () => {
  const kernelArguments = ['lockdown=integrity', 'quiet'];
  for (const architecture of ['arm64', 'x86-64'] as const) {
    const command = qemuCommand(choose({ name: 'a', architecture, kernelArguments }), 1, direct);
    expect(command[command.indexOf('-append') + 1]).toMatch(
      / cryptomgr\.notests( kpti=off)? lockdown=integrity quiet$/,
    );
  }
});

test('further arguments come last', () => {
  const more = ['-plugin', 'file=a.so'];
  expect(qemuCommand(choose({ name: 'a', qemuArguments: more }), 1, files).slice(-2)).toEqual(more);
});

test('no path, however it is called, becomes another option of QEMU', () => {
  const choice = choose({ name: 'a' });
  const count = qemuCommand(choice, 1, files).length;
  // QEMU splits the values of options at single commas (util/keyval.c); two stand for one.
  const values = (word: string) => word.replaceAll(',,', '\0').split(',');
  fc.assert(
    fc.property(fc.stringMatching(/^\/[a-z,=.: ]{0,20}$/), (path) => {
      const all = { ...files, ram: path, disk: path, bootDisk: path, ivshmem: path, console: path, qmpSocket: path };
      const command = qemuCommand(choice, 1, all);
      expect(command.length).toBe(count);
      const plain = qemuCommand(choice, 1, files);
      command.forEach((word, at) => {
        expect(values(word).length).toBe(values(plain[at] ?? '').length);
      });
    }),
  );
});
