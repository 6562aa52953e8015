/** The calls node has no API for, through koffi, which is loaded when the first mapping is made. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { getSystemErrorName } from 'node:util';
import { problem } from '../rpc/problem.ts';

export interface Libc {
  /** Address of a new shared mapping. Throws the system's error name in a plain object `{ errno }`. */
  map(descriptor: number, offset: bigint, size: bigint, writable: boolean): bigint;
  unmap(address: bigint, size: bigint): void;
  /** The bytes at an address without a copy. Nobody but the mapping's owner may keep it. */
  view(address: bigint, size: number): ArrayBuffer;
}

/** What mmap(2) answered. */
export class MapError extends Error {
  readonly errno: string;
  constructor(errno: string) {
    super(errno);
    this.errno = errno;
  }
}

/** asm-generic/mman-common.h; the same on every architecture with boards for this tool. */
const protectionRead = 1;
const protectionWrite = 2;
const mapShared = 1;

type NativeFunction = (...args: unknown[]) => unknown;
interface Native {
  readonly version: string;
  load(name: string | null): { func(definition: string): NativeFunction };
  view(address: bigint, size: number): ArrayBuffer;
  errno(): number;
}

let loaded: Libc | undefined;

export function libc(): Libc {
  loaded ??= bind(native());
  return loaded;
}

/** The add-on that was delivered beside the helper, else (run from its source) the package's. */
function native(): Native {
  const require = createRequire(import.meta.filename);
  const beside = `${import.meta.dirname}/koffi-linux-${process.arch}.node`;
  try {
    return require(existsSync(beside) ? beside : 'koffi') as Native;
  } catch (cause) {
    throw problem(
      'memory.no-ffi',
      `The add-on that maps memory cannot be loaded on this board (${process.arch}, node ${process.version}).`,
      {
        hint: 'It needs glibc 2.25 or newer and a folder where programs may be started.',
        data: { file: beside, reason: cause instanceof Error ? cause.message : String(cause) },
        cause,
      },
    );
  }
}

function bind(koffi: Native): Libc {
  // The running process itself: libc is there, whatever its file is called.
  const library = koffi.load(null);
  const mmap = library.func(
    'uintptr_t mmap64(uintptr_t address, size_t size, int protection, int flags, int descriptor, int64_t offset)',
  );
  const munmap = library.func('int munmap(uintptr_t address, size_t size)');
  const failed = process.arch === 'arm' || process.arch === 'ia32' ? 2n ** 32n - 1n : 2n ** 64n - 1n;
  return {
    map(descriptor, offset, size, writable) {
      const protection = protectionRead | (writable ? protectionWrite : 0);
      const address = BigInt(mmap(0n, size, protection, mapShared, descriptor, offset) as bigint | number);
      if (address === failed) throw new MapError(getSystemErrorName(-koffi.errno()));
      return address;
    },
    unmap(address, size) {
      munmap(address, size);
    },
    view(address, size) {
      return koffi.view(address, size);
    },
  };
}
