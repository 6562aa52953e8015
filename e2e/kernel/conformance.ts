/**
 * The driver's conformance program (kernel/tests) on an emulated board: module and program are built for the board's
 * kernel in a copy of kernel/, uploaded, and run there as root.
 */
import { spawn } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { BoardOptions } from '../../app/host/emulated-board/board-options.ts';
import { down, type EmulatedBoard, up } from '../../app/host/emulated-board/emulated-board.ts';
import { runProgram } from '../../app/host/emulated-board/run-program.ts';
import { sshArguments } from '../testing/boards.ts';
import { parseTap, type TapRun } from './tap.ts';

const kernelFolder = join(import.meta.dirname, '..', '..', 'kernel');

/** ADDRESS,SIZE of memory that Linux leaves alone: board.dtso; qemu-command.ts (managedMemory). */
const freeMemory = {
  arm64: '0x70000000,0x08000000',
  armhf: '0x70000000,0x08000000',
  'x86-64': '0x30000000,0x08000000',
} as const;

/** A board for the driver's tests, down again when disposed. Its device tree has the nodes of kernel/tests/nodes.dtso. */
export class TestBoard implements AsyncDisposable {
  readonly board: EmulatedBoard;

  private constructor(board: EmulatedBoard) {
    this.board = board;
  }

  static async up(options: BoardOptions): Promise<TestBoard> {
    const overlays = options.architecture === 'x86-64' ? [] : [join(kernelFolder, 'tests', 'nodes.dtso')];
    const { board } = await up({ node: false, overlays, ...options });
    return new TestBoard(board);
  }

  /** The command line that a root shell command is added to. */
  ssh(): [string, ...string[]] {
    return ['ssh', ...sshArguments(this.board)];
  }

  /** Its standard output; throws `workstation.program-failed` when its status is not 0. */
  async run(command: string): Promise<string> {
    const [program, ...args] = this.ssh();
    return runProgram(program, [...args, command]);
  }

  /** Puts a file of the workstation on the board. */
  async copy(file: string, path: string): Promise<void> {
    const ssh = this.ssh()
      .map((word) => `'${word}'`)
      .join(' ');
    await runProgram('sh', ['-c', `${ssh} 'cat > ${path}' < '${file}'`]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await down(this.board.name);
  }
}

/** What was built for a board, by absolute path. */
export interface Built {
  /** The copy of kernel/. */
  readonly source: string;
  readonly module: string;
  readonly program: string;
  /** For 32-bit callers; absent where there is no compiler for them, or no such callers. */
  readonly program32: string | undefined;
}

/** Arguments of make in kernel/ for a board's kernel. The cross compiler's prefix is left to the Makefile. */
export function makeArguments(board: EmulatedBoard): string[] {
  // Debian's 6.12 has no vmlinux to take type information from.
  const architecture = { arm64: 'arm64', armhf: 'arm', 'x86-64': 'x86' }[board.architecture];
  return [`ARCH=${architecture}`, `KERNEL_SRC_DIR=${board.buildDir}`, 'CONFIG_DEBUG_INFO_BTF_MODULES='];
}

/** Builds into `folder`, which must not exist. */
export async function buildForBoard(board: EmulatedBoard, folder: string): Promise<Built> {
  await mkdir(folder, { recursive: true });
  const source = join(folder, 'kernel');
  await cp(kernelFolder, source, {
    recursive: true,
    filter: (path) => !path.startsWith(join(kernelFolder, 'tests/build')),
  });
  await runProgram('make', ['-C', source, ...makeArguments(board), 'all']);
  const tests = join(source, 'tests');
  await runProgram('make', ['-C', tests, board.architecture]);
  const program = (name: string) => join(tests, 'build', `conformance-${name}`);
  let program32: string | undefined;
  if (board.architecture === 'arm64' && (await isInstalled('arm-linux-gnueabihf-gcc'))) {
    await runProgram('make', ['-C', tests, 'armhf']);
    program32 = program('armhf');
  }
  return { source, module: join(source, 'uiomem.ko'), program: program(board.architecture), program32 };
}

export async function isInstalled(program: string): Promise<boolean> {
  try {
    await runProgram('sh', ['-c', `command -v ${program}`]);
    return true;
  } catch {
    return false;
  }
}

export interface ConformanceOptions {
  /** Sections, as main.c names them; default all. */
  readonly only?: readonly string[];
  /** Told of each line of TAP as it comes. */
  readonly onLine?: (line: string) => void;
  /** Patience, milliseconds; a board that hangs is given up. */
  readonly timeoutMs: number;
}

/** Runs a conformance program on the board. A run that hangs or breaks off is a fault of the answer. */
export async function runConformance(
  board: TestBoard,
  module: string,
  program: string,
  options: ConformanceOptions,
): Promise<TapRun> {
  const script = join(kernelFolder, 'tests', 'run.sh');
  const args = [module, program, freeMemory[board.board.architecture], '--', ...board.ssh()];
  const child = spawn(script, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
    env: { ...process.env, ARGS: options.only === undefined ? '' : `--only ${options.only.join(',')}` },
  });
  const { pid } = child;
  let hung = false;
  const timer = setTimeout(() => {
    hung = true;
    if (pid !== undefined) process.kill(-pid, 'SIGTERM');
  }, options.timeoutMs);
  const lines: string[] = [];
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    options.onLine?.(line);
  }
  await closed;
  clearTimeout(timer);
  const run = parseTap(lines.join('\n'));
  return hung
    ? { ...run, fault: `given up after ${options.timeoutMs / 1000} s, in test ${run.tests.length + 1}` }
    : run;
}
