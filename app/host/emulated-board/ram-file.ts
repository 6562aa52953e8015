/** An emulated board's RAM seen from outside: the file behind it, live in both directions. */
import { type FileHandle, open } from 'node:fs/promises';
import { problem } from '../../../remote-helper/rpc/problem.ts';

export class RamFile implements AsyncDisposable {
  readonly #handle: FileHandle;
  /** Physical address of the file's first byte. */
  readonly base: bigint;
  /** Bytes of RAM. */
  readonly size: bigint;

  private constructor(handle: FileHandle, base: bigint, size: bigint) {
    this.#handle = handle;
    this.base = base;
    this.size = size;
  }

  static async open(path: string, base: bigint): Promise<RamFile> {
    const handle = await open(path, 'r+');
    return new RamFile(handle, base, (await handle.stat({ bigint: true })).size);
  }

  /** Offset in the file; throws `ram-file.outside` when not all of the range is RAM. */
  #offset(address: bigint, length: number): number {
    const offset = address - this.base;
    if (offset >= 0n && offset + BigInt(length) <= this.size) return Number(offset);
    const text = (number: bigint) => `0x${number.toString(16)}`;
    throw problem(
      'ram-file.outside',
      `RAM is ${text(this.base)} to ${text(this.base + this.size - 1n)}; ${length} bytes at ${text(address)} are not in it.`,
      { data: { address: text(address), length, base: text(this.base), size: text(this.size) } },
    );
  }

  /** `length` bytes from a physical address. */
  async read(address: bigint, length: number): Promise<Buffer> {
    const bytes = Buffer.alloc(length);
    const { bytesRead } = await this.#handle.read(bytes, 0, length, this.#offset(address, length));
    return bytes.subarray(0, bytesRead);
  }

  /** As a device with its own access to memory would. */
  async write(address: bigint, bytes: Uint8Array): Promise<void> {
    await this.#handle.write(bytes, 0, bytes.length, this.#offset(address, bytes.length));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }
}
