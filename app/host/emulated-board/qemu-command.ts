/** The command line of QEMU for a board. Pure. */
import type { BoardChoice } from './board-options.ts';

/** Files that QEMU is given, by absolute path. */
export interface QemuFiles {
  /** With a loader these three are on the disk that it starts from. */
  readonly vmlinuz: string;
  readonly initramfs: string;
  /** arm64 and armhf: elsewhere the firmware tells Linux what there is. */
  readonly deviceTree: string | undefined;
  /** U-Boot, and the disk with the board's /boot. */
  readonly loader: string | undefined;
  readonly bootDisk: string;
  readonly nodeImage: string | undefined;
  readonly toolsImage: string | undefined;
  /** What the board writes to keep until it is stopped. */
  readonly disk: string;
  readonly ram: string;
  readonly ivshmem: string;
  readonly console: string;
  readonly qmpSocket: string;
}

/** Linux manages this much; what lies above is for uiomem regions (device-tree/board.dtso has the map). */
export const managedMemory = 768n << 20n;

/** Where RAM starts. ARM: QEMU's hw/arm/virt.c, base_memmap VIRT_MEM; x86-64: PCs start at 0. */
export const ramBase = { arm64: 0x4000_0000n, armhf: 0x4000_0000n, 'x86-64': 0n } as const;

/**
 * acpi=off: with a firmware and ACPI QEMU leaves out the GPIO controller, of which the device tree tells (hw/arm/virt.c). highmem=off: a
 * kernel without LPAE reaches PCI below 4 GiB only.
 */
export const machines = {
  arm64: { program: 'qemu-system-aarch64', machine: 'virt,acpi=off', cpu: 'cortex-a53' },
  armhf: { program: 'qemu-system-arm', machine: 'virt,highmem=off', cpu: 'cortex-a15' },
  'x86-64': { program: 'qemu-system-x86_64', machine: 'q35', cpu: 'max' },
} as const;

/** Bytes of shared memory behind the ivshmem device's BAR 2. */
export const ivshmemSize = 1n << 20n;

/** The processors that QEMU and the device tree agree on. */
export const processors = 2;

/** In a QEMU option a comma separates; two stand for one. */
function value(text: string): string {
  return text.replaceAll(',', ',,');
}

/**
 * panic: a board that panics comes up again by itself. log_buf_len: room for what tests print. cryptomgr.notests: the kernel's
 * self-tests of its ciphers are a third of the boot of an emulated processor.
 */
const kernelWords = 'net.ifnames=0 panic=5 log_buf_len=1M cryptomgr.notests';
/**
 * An arm64 kernel at a random address keeps its page tables apart from the program's (arch/arm64/kernel/cpufeature.c,
 * unmap_kernel_at_el0), which an A53 needs not. Each entry and exit then changes the ASID, for which QEMU drops its whole TLB: a
 * quarter of what a connection takes.
 */
const kernelWordsOfArm64 = ' kpti=off';

export function kernelCommandLine(choice: BoardChoice): string {
  const common = `${kernelWords}${choice.architecture === 'arm64' ? kernelWordsOfArm64 : ''}`;
  const more = choice.kernelArguments.map((word) => ` ${word}`).join('');
  if (choice.architecture !== 'x86-64') return `console=ttyAMA0 mem=${managedMemory >> 20n}M ${common}${more}`;
  const rest = choice.memory - managedMemory;
  // memmap=SIZE$START: the range stays in /proc/iomem as reserved, so that no PCI bridge window is put there.
  return `console=ttyS0 memmap=${rest >> 20n}M$0x${managedMemory.toString(16)} ${common}${more}`;
}

/**
 * Program and arguments; `PORT` stands for a port that is not chosen yet. Nothing of the workstation is reachable from the board (restrict=on), and the board
 * is reachable on loopback only.
 */
export function qemuCommand(
  choice: BoardChoice,
  port: number | 'PORT',
  files: QemuFiles,
): readonly [string, ...string[]] {
  const { program, machine, cpu } = machines[choice.architecture];
  const bus = choice.architecture === 'x86-64' ? 'pci' : 'device';
  const memory = `${choice.memory >> 20n}M`;
  const command: [string, ...string[]] = [
    program,
    ...['-name', value(`uiomem-studio ${choice.name}`)],
    ...['-M', `${machine},memory-backend=ram`],
    ...['-cpu', cpu],
    ...['-accel', 'tcg', '-smp', String(processors), '-m', memory, '-nodefaults', '-display', 'none'],
    ...['-object', `memory-backend-file,id=ram,size=${memory},share=on,mem-path=${value(files.ram)}`],
    ...['-chardev', `file,id=console,append=on,path=${value(files.console)}`, '-serial', 'chardev:console'],
    ...['-qmp', `unix:${value(files.qmpSocket)},server=on,wait=off`],
    ...['-netdev', `user,id=net0,restrict=on,hostfwd=tcp:127.0.0.1:${port}-:22`],
    ...['-device', `virtio-net-${bus},netdev=net0`, '-device', `virtio-rng-${bus}`],
  ];
  const drive = (id: string, file: string, more: string) => {
    command.push('-drive', `if=none,id=${id},format=raw,file=${value(file)}${more}`);
    // The serial number tells the board's /init which disk it is.
    command.push('-device', `virtio-blk-${bus},drive=${id},serial=${id}`);
  };
  if (files.loader === undefined) {
    command.push('-kernel', files.vmlinuz, '-initrd', files.initramfs, '-append', kernelCommandLine(choice));
    if (files.deviceTree !== undefined) command.push('-dtb', files.deviceTree);
  } else {
    command.push('-bios', files.loader);
    drive('boot', files.bootDisk, '');
  }
  drive('disk', files.disk, '');
  if (files.nodeImage !== undefined) drive('node', files.nodeImage, ',readonly=on');
  if (files.toolsImage !== undefined) drive('tools', files.toolsImage, ',readonly=on');
  for (const device of choice.devices) {
    switch (device) {
      case 'ivshmem':
        command.push(
          '-object',
          `memory-backend-file,id=ivshmem,size=${ivshmemSize >> 20n}M,share=on,mem-path=${value(files.ivshmem)}`,
        );
        command.push('-device', 'ivshmem-plain,memdev=ivshmem');
        break;
      case 'edu':
        command.push('-device', 'edu');
        break;
    }
  }
  command.push(...choice.qemuArguments);
  return command;
}
