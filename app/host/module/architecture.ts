/** One architecture by its several names: uname's, the kernel's, make's, ELF's and the compilers'. */
export interface Architecture {
  /** As `ARCH=` wants it and as folders of the kernel's `arch/` are called. */
  readonly name: 'arm64' | 'arm' | 'x86' | 'riscv';
  /** ELF `e_machine` values (elf.h), 64-bit first. */
  readonly elf: readonly number[];
  /** The `CONFIG_` option that a kernel of this architecture sets, without `CONFIG_`. */
  readonly option: string;
  /** Prefixes of cross compilers, the usual one first. */
  readonly prefixes: readonly string[];
  /** Debian's package that brings the first of them. */
  readonly compilerPackage: string;
}

const architectures: readonly (Architecture & { readonly machine: RegExp })[] = [
  {
    name: 'arm64',
    machine: /^(aarch64|arm64)/,
    elf: [183],
    option: 'ARM64',
    prefixes: ['aarch64-linux-gnu-', 'aarch64-none-linux-gnu-', 'aarch64-linux-', 'aarch64-xilinx-linux-'],
    compilerPackage: 'gcc-aarch64-linux-gnu',
  },
  {
    name: 'arm',
    machine: /^arm/,
    elf: [40],
    option: 'ARM',
    prefixes: ['arm-linux-gnueabihf-', 'arm-none-linux-gnueabihf-', 'arm-linux-gnueabi-', 'arm-xilinx-linux-gnueabi-'],
    compilerPackage: 'gcc-arm-linux-gnueabihf',
  },
  {
    name: 'x86',
    machine: /^(x86_64|x86|i.86|amd64)/,
    elf: [62, 3],
    option: 'X86',
    prefixes: ['x86_64-linux-gnu-'],
    compilerPackage: 'gcc-x86-64-linux-gnu',
  },
  {
    name: 'riscv',
    machine: /^riscv/,
    elf: [243],
    option: 'RISCV',
    prefixes: ['riscv64-linux-gnu-', 'riscv64-unknown-linux-gnu-'],
    compilerPackage: 'gcc-riscv64-linux-gnu',
  },
];

/** By `uname -m`; undefined for machines that the driver was never built for. */
export function architectureOfMachine(machine: string): Architecture | undefined {
  return architectures.find((architecture) => architecture.machine.test(machine));
}

/** By ELF's `e_machine`. */
export function architectureOfElf(machine: number): Architecture | undefined {
  return architectures.find((architecture) => architecture.elf.includes(machine));
}

/** By the options of a kernel's configuration. */
export function architectureOfConfig(options: ReadonlyMap<string, string>): Architecture | undefined {
  return architectures.find((architecture) => options.get(architecture.option) === 'y');
}
