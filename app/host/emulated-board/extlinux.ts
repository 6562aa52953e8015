/** /boot/extlinux/extlinux.conf of an emulated board, from which its loader starts Linux. Pure. */

export interface StartedLinux {
  /** As `uname -r` says. */
  readonly release: string;
  /** Absolute paths on the board. */
  readonly kernel: string;
  readonly initramfs: string;
  readonly deviceTree: string;
  /** Words for the kernel. */
  readonly commandLine: string;
}

export function extlinuxText({ release, kernel, initramfs, deviceTree, commandLine }: StartedLinux): string {
  return `# What the loader of this board, U-Boot, does at each start.
# fdtoverlays FILE..., in the label, puts overlays over the device tree before Linux starts.
default linux

label linux
	menu label Linux ${release}
	linux ${kernel}
	initrd ${initramfs}
	fdt ${deviceTree}
	append ${forUBoot(commandLine)}
`;
}

/** U-Boot takes `$` for the start of a variable's name and does not look into quotes (cli_simple_process_macros). */
function forUBoot(words: string): string {
  return words.replaceAll(/[\\$']/g, '\\$&');
}
