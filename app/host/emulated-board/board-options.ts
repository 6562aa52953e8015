/** What a caller can choose about an emulated board, and what follows when nothing is chosen. */
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { checkRootFiles, type RootFiles } from './root-files.ts';

/** Device models beside what every board has; each is memory or registers outside RAM for uiomem to map. */
export const extraDevices = ['ivshmem', 'edu'] as const;
export type ExtraDevice = (typeof extraDevices)[number];

/** As Debian calls them, but for amd64, which people know as x86-64. */
export const boardArchitectures = ['arm64', 'armhf', 'x86-64'] as const;
export type Architecture = (typeof boardArchitectures)[number];

/**
 * Series of Debian's kernel: the cloud kernel, for armhf armmp. 6.1-debug, for arm64, is built from its source with overlays at
 * run time and checks of locks, which takes ten minutes the first time: for tests of the driver and of overlays.
 */
export const boardKernels = ['6.1', '6.12', '6.1-debug'] as const;
export type BoardKernel = (typeof boardKernels)[number];

/**
 * What starts Linux: U-Boot, from the board's /boot at each start, or QEMU itself, from files of this computer that the board
 * cannot change.
 */
export const boardLoaders = ['u-boot', 'direct'] as const;
export type BoardLoader = (typeof boardLoaders)[number];

export interface BoardOptions {
  /** 1 to 64 of letters, digits and `._-`, starting with a letter or digit. */
  readonly name: string;
  /** TCP port of the workstation's loopback that leads to the board's port 22; otherwise the last one, or a free one. */
  readonly port?: number | undefined;
  /** armhf is 32-bit ARM; x86-64 serves to test the driver. Default arm64. */
  readonly architecture?: Architecture | undefined;
  /** Default 6.1. */
  readonly kernel?: BoardKernel | undefined;
  /** Default u-boot for arm64, for which alone there is one. */
  readonly loader?: BoardLoader | undefined;
  /** Default openssh. */
  readonly sshd?: 'openssh' | 'dropbear' | undefined;
  /** Whether the board has node in its PATH. Default true. */
  readonly node?: boolean | undefined;
  /** Whether it has what builds modules and programs: gcc, make, headers of its kernel, python3, dkms, udevadm. Default false. */
  readonly tools?: boolean | undefined;
  /** Whether the udev daemon of these tools runs, so that rules are followed; it brings the tools. Default false. */
  readonly udev?: boolean | undefined;
  /** Bytes of RAM, a multiple of 1 MiB, at least 1 GiB (the default); Linux manages the first 768 MiB. */
  readonly memory?: bigint | undefined;
  /** Default: all. */
  readonly devices?: readonly ExtraDevice[] | undefined;
  /** arm64 and armhf: paths of device-tree overlays (DTS) put over the board's own, in this order. Default: none. */
  readonly overlays?: readonly string[] | undefined;
  /** Arguments added to QEMU's command line, for tests that look into the emulation. Default: none. */
  readonly qemuArguments?: readonly string[] | undefined;
  /** Words at the end of the kernel's command line, such as `module.sig_enforce=1`, `lockdown=integrity` or `sysctl.kernel.pid_max=400`. Default: none. */
  readonly kernelArguments?: readonly string[] | undefined;
  /** Files over the board's root at each boot. An executable `/etc/board-start` is run before the SSH server. Default: none. */
  readonly rootFiles?: RootFiles | undefined;
}

/** The same with every choice made; `port` excepted, which needs a look at the workstation. */
export interface BoardChoice {
  readonly name: string;
  readonly port: number | undefined;
  readonly architecture: Architecture;
  readonly kernel: BoardKernel;
  readonly loader: BoardLoader;
  readonly sshd: 'openssh' | 'dropbear';
  readonly node: boolean;
  readonly tools: boolean;
  readonly udev: boolean;
  readonly memory: bigint;
  readonly devices: readonly ExtraDevice[];
  readonly overlays: readonly string[];
  readonly qemuArguments: readonly string[];
  readonly kernelArguments: readonly string[];
  readonly rootFiles: RootFiles;
}

const mebibyte = 1n << 20n;
const leastMemory = 1n << 30n;

/** The name, when it can be one of a board (it becomes the name of a folder); throws `emulated.bad-name`. */
export function checkName(name: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) return name;
  throw problem('emulated.bad-name', `A board cannot be named ${JSON.stringify(name)}.`, {
    hint: 'Use up to 64 letters, digits, dots, dashes and underscores, starting with a letter or digit.',
    data: { name },
  });
}

/** The words, when each stays one on the kernel's command line, which splits at white space; throws `emulated.bad-kernel-argument`. */
function checkKernelArguments(words: readonly string[]): readonly string[] {
  const bad = words.find((word) => !/^[!-~]+$/.test(word));
  if (bad === undefined) return words;
  throw problem('emulated.bad-kernel-argument', `${JSON.stringify(bad)} is no word of the kernel's command line.`, {
    hint: 'Give each argument by itself, such as module.sig_enforce=1, without spaces.',
    data: { argument: bad },
  });
}

function checkLoader(loader: BoardLoader | undefined, architecture: Architecture): BoardLoader {
  if (architecture === 'arm64') return loader ?? 'u-boot';
  if (loader !== 'u-boot') return 'direct';
  throw problem('emulated.no-loader', `There is no loader for emulated boards with ${architecture}.`, {
    hint: 'Leave the loader out: QEMU starts Linux there itself. Boards with arm64 have U-Boot.',
    data: { architecture },
  });
}

/** Of the debug kernel there is neither another architecture nor a package of headers for the board; throws `emulated.no-kernel`. */
function checkKernel(kernel: BoardKernel, architecture: Architecture, tools: boolean): BoardKernel {
  if (kernel !== '6.1-debug' || (architecture === 'arm64' && !tools)) return kernel;
  throw problem(
    'emulated.no-kernel',
    `There is no kernel 6.1-debug for a board with ${architecture === 'arm64' ? 'tools' : architecture}.`,
    {
      hint: 'It is for arm64, without tools on the board. Linux 6.1 and 6.12 are for all.',
      data: { kernel, architecture },
    },
  );
}

/** Fills in the defaults. Throws `emulated.no-kernel`, `emulated.no-loader`, `emulated.bad-name`, `-memory`, `-kernel-argument` and `-root-file`. */
export function choose(options: BoardOptions): BoardChoice {
  const memory = options.memory ?? leastMemory;
  if (memory < leastMemory || memory % mebibyte !== 0n) {
    throw problem('emulated.bad-memory', `The board cannot have ${memory} bytes of memory.`, {
      hint: 'It needs 1 GiB at least, in whole MiB.',
      data: { memory: `0x${memory.toString(16)}` },
    });
  }
  const architecture = options.architecture ?? 'arm64';
  const tools = options.udev === true || (options.tools ?? false);
  return {
    name: checkName(options.name),
    port: options.port,
    architecture,
    kernel: checkKernel(options.kernel ?? '6.1', architecture, tools),
    loader: checkLoader(options.loader, architecture),
    sshd: options.sshd ?? 'openssh',
    node: options.node ?? true,
    tools,
    udev: options.udev ?? false,
    memory,
    devices: extraDevices.filter((device) => (options.devices ?? extraDevices).includes(device)),
    overlays: options.overlays ?? [],
    qemuArguments: options.qemuArguments ?? [],
    kernelArguments: checkKernelArguments(options.kernelArguments ?? []),
    rootFiles: checkRootFiles(options.rootFiles ?? {}),
  };
}
