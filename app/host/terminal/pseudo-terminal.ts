/** A pseudo-terminal of this machine: node has none, so libc's calls are made through koffi. */
import { existsSync, constants as files } from 'node:fs';
import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { ReadStream } from 'node:tty';
import { getSystemErrorName } from 'node:util';
import { type ProblemError, problem } from '../../../remote-helper/rpc/problem.ts';
import type { TerminalSize } from '../../contract/terminal.ts';
import { helperFolder } from '../session/helper-files.ts';

export interface PseudoTerminal extends Disposable {
  /** What a program opens as its terminal, such as /dev/pts/3. */
  readonly path: string;
  /** What programs write to it. Fails with EIO when the last of them is gone. */
  readonly output: Readable;
  /** As typed. Resolves when there is room for more, with false when nobody can read it any more. */
  write(bytes: Uint8Array): Promise<boolean>;
  /** Programs in the foreground get SIGWINCH. */
  resize(size: TerminalSize): void;
}

/** asm-generic/fcntl.h and asm-generic/ioctls.h of Linux; the same on the processors that koffi's add-on is delivered for. */
const closeOnExec = 0o2000000;
const setWindowSize = 0x5414;

/** The longest path of a terminal with its zero, by far. */
const pathRoom = 128;

type NativeFunction = (...args: unknown[]) => number;
interface Native {
  load(name: string | null): { func(definition: string): NativeFunction };
  errno(): number;
}

interface Libc {
  readonly posix_openpt: NativeFunction;
  readonly grantpt: NativeFunction;
  readonly unlockpt: NativeFunction;
  readonly ptsname_r: NativeFunction;
  readonly ioctl: NativeFunction;
  errno(): string;
}

let loaded: Libc | undefined;

/** Throws `terminal.no-pseudo-terminal`. */
export async function openPseudoTerminal(size: TerminalSize): Promise<PseudoTerminal> {
  const libc = libcHere();
  const descriptor = libc.posix_openpt(files.O_RDWR | files.O_NOCTTY | closeOnExec);
  if (descriptor < 0) throw none(`/dev/ptmx: ${libc.errno()}`);
  // From here on the stream owns the descriptor.
  const near = new ReadStream(descriptor);
  // A write after the last program's end; whoever reads learns of the end.
  near.on('error', () => {});
  const resize = ({ columns, rows }: TerminalSize) => {
    // struct winsize: rows, columns, and pixels, which are not known. A descriptor that was closed may be another file's.
    if (!near.destroyed) libc.ioctl(descriptor, setWindowSize, 'void *', Uint16Array.of(rows, columns, 0, 0));
  };
  try {
    const path = await pathOf(libc, descriptor);
    resize(size);
    return {
      path,
      output: near,
      resize,
      write: (bytes) =>
        new Promise((resolve) => {
          if (near.destroyed) resolve(false);
          else near.write(bytes, (error) => resolve(error === undefined || error === null));
        }),
      [Symbol.dispose]: () => void near.destroy(),
    };
  } catch (thrown) {
    near.destroy();
    throw thrown;
  }
}

/** Opens one and closes it. Throws `terminal.no-pseudo-terminal`. */
export async function tryPseudoTerminal(): Promise<void> {
  using _one = await openPseudoTerminal({ columns: 80, rows: 24 });
}

async function pathOf(libc: Libc, descriptor: number): Promise<string> {
  if (libc.grantpt(descriptor) !== 0) throw none(`grantpt: ${libc.errno()}`);
  if (libc.unlockpt(descriptor) !== 0) throw none(`unlockpt: ${libc.errno()}`);
  const text = Buffer.alloc(pathRoom);
  const failed = libc.ptsname_r(descriptor, text, text.length);
  if (failed !== 0) throw none(`ptsname_r: ${getSystemErrorName(-failed)}`);
  const path = text.toString('utf8', 0, text.indexOf(0));
  // A container may have one machine's /dev/ptmx and another one's /dev/pts.
  await access(path, files.R_OK | files.W_OK).catch((cause: NodeJS.ErrnoException) => {
    throw none(`${path}: ${cause.code}`);
  });
  return path;
}

function libcHere(): Libc {
  if (process.platform !== 'linux') throw none(`they are made on Linux only, and this is ${process.platform}`);
  if (loaded !== undefined) return loaded;
  try {
    const koffi = native();
    // The running process itself: libc is there, whatever its file is called.
    const library = koffi.load(null);
    loaded = {
      posix_openpt: library.func('int posix_openpt(int flags)'),
      grantpt: library.func('int grantpt(int descriptor)'),
      unlockpt: library.func('int unlockpt(int descriptor)'),
      ptsname_r: library.func('int ptsname_r(int descriptor, void *text, size_t room)'),
      ioctl: library.func('int ioctl(int descriptor, unsigned long request, ...)'),
      errno: () => getSystemErrorName(-koffi.errno()),
    };
    return loaded;
  } catch (cause) {
    throw none(cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause), cause);
  }
}

/** The add-on that is delivered for boards of this machine's architecture, else (run from the sources, not built) the package's. */
function native(): Native {
  const require = createRequire(import.meta.url);
  const folder = helperFolder();
  const delivered = folder && join(folder, `koffi-linux-${process.arch}.node`);
  return require(delivered !== undefined && existsSync(delivered) ? delivered : 'koffi') as Native;
}

function none(why: string, cause?: unknown): ProblemError {
  return problem('terminal.no-pseudo-terminal', `No pseudo-terminal can be had on the host’s machine: ${why}.`, {
    hint: 'Run the command in a terminal of your own; it does the same there.',
    data: { platform: process.platform, architecture: process.arch, why },
    cause,
  });
}
