import { expect, test } from 'vitest';
import { extlinuxText } from './extlinux.ts';

const linux = {
  release: '6.1.0',
  kernel: '/boot/vmlinuz-6.1.0',
  initramfs: '/boot/initrd.img-6.1.0',
  deviceTree: '/boot/board.dtb',
  commandLine: 'console=ttyAMA0 mem=768M',
};

test('one label, which is the default, says all that is started', () => {
  const lines = extlinuxText(linux)
    .split('\n')
    .filter((line) => !/^#|^$/.test(line))
    .map((line) => line.trim());
  expect(lines).toEqual([
    'default linux',
    'label linux',
    'menu label Linux 6.1.0',
    'linux /boot/vmlinuz-6.1.0',
    'initrd /boot/initrd.img-6.1.0',
    'fdt /boot/board.dtb',
    'append console=ttyAMA0 mem=768M',
  ]);
});

test('words that U-Boot would take for variables, quotes or escapes are the kernel’s as they are', () => {
  const append = (commandLine: string) => /append (.*)/.exec(extlinuxText({ ...linux, commandLine }))?.[1];
  expect(append("a=$b ${c} it's \\n")).toBe("a=\\$b \\${c} it\\'s \\\\n");
});
