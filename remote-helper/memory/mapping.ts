/** One mapping of a device in this process. The bytes are reached through it alone: no view of them ever leaves it. */
import { closeSync, constants, openSync } from 'node:fs';
import { hex } from '../contract/hex.ts';
import type { Eye, Width } from '../contract/memory.ts';
import { problem } from '../rpc/problem.ts';
import { readExact, writeExact } from './access.ts';
import { copyIn, copyOut } from './bulk-copy.ts';
import { largestAccess } from './checks.ts';
import { type Libc, libc, MapError } from './libc.ts';

export interface MappingPlace {
  /** The device file. */
  readonly node: string;
  /** The device's name, for messages. */
  readonly device: string;
  readonly eye: Eye;
  readonly writable: boolean;
  /** Bytes from the device's start; any number. */
  readonly offset: bigint;
  /** Bytes; not 0. */
  readonly size: bigint;
  readonly pageSize: number;
}

/** A view spans this much of a mapping, and the largest access more, so that each access lies in one view. */
const viewStride = 64 * 2 ** 20;

export class Mapping {
  readonly place: MappingPlace;
  readonly #libc: Libc;
  /** Address of the page that the place starts in. */
  readonly #address: bigint;
  /** Bytes from there to the place's first. */
  readonly #lead: bigint;
  #view: { start: bigint; buffer: ArrayBuffer } | undefined;
  #open = true;

  /** Throws `memory.open-failed`, `memory.map-failed`, `memory.no-ffi`. */
  constructor(place: MappingPlace) {
    this.place = place;
    this.#libc = libc();
    this.#lead = place.offset % BigInt(place.pageSize);
    this.#address = mapDevice(this.#libc, place, place.offset - this.#lead, place.size + this.#lead);
  }

  /** Bytes in accesses of `width` bits. */
  read(offset: bigint, size: number, width: Width, progress?: Int32Array<ArrayBuffer>): Uint8Array {
    const { buffer, start } = this.#reach(offset, size);
    return readExact(buffer, start, size, width, progress);
  }

  write(offset: bigint, bytes: Uint8Array, width: Width, progress?: Int32Array<ArrayBuffer>): void {
    const { buffer, start } = this.#reach(offset, bytes.byteLength);
    writeExact(buffer, start, bytes, width, progress);
  }

  /** Memory only: widths and counts of accesses are memcpy's. `pool` needs `slack` bytes more than `size`. */
  copyOut(offset: bigint, size: number, pool: Uint8Array<ArrayBuffer>): Uint8Array {
    const { buffer, start } = this.#reach(offset, size);
    return copyOut(buffer, start, size, pool);
  }

  /** Memory only. */
  copyIn(offset: bigint, bytes: Uint8Array): void {
    const { buffer, start } = this.#reach(offset, bytes.byteLength);
    copyIn(buffer, start, bytes);
  }

  /** Loads one word of each page, numbered from the place's first; a page with nothing behind it ends this process. */
  touch(first: number, last: number, progress?: Int32Array<ArrayBuffer>): void {
    for (let page = first; page <= last; page += 1) {
      if (progress !== undefined) Atomics.store(progress, 0, page);
      const at = BigInt(page) * BigInt(this.place.pageSize) - this.#lead;
      const { buffer, start } = this.#reach(at < 0n ? 0n : at, 1);
      Atomics.load(new Uint32Array(buffer, start - (start % 4), 1), 0);
    }
  }

  /** Pages that hold the bytes of a range, counted as for `touch`. */
  pagesOf(offset: bigint, size: bigint): { first: number; last: number } {
    const pageSize = BigInt(this.place.pageSize);
    const start = offset + this.#lead;
    return { first: Number(start / pageSize), last: Number((start + size - 1n) / pageSize) };
  }

  get open(): boolean {
    return this.#open;
  }

  /** Unmaps; every later access throws `mapping.closed`. Closing twice does nothing more. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#dropView();
    this.#libc.unmap(this.#address, this.place.size + this.#lead);
  }

  /** A view that holds the range, and the range's place in it. The caller must not keep it over an await. */
  #reach(offset: bigint, size: number): { buffer: ArrayBuffer; start: number } {
    const { place } = this;
    if (!this.#open) throw problem('mapping.closed', `The mapping of ${place.device} was closed.`);
    if (offset < 0n || size > largestAccess || offset + BigInt(size) > place.size) {
      throw problem(
        'memory.outside',
        `The access at offset ${hex(offset < 0n ? 0n : offset)} of ${size} bytes leaves the mapping of ${place.device}, which has ${hex(place.size)} bytes.`,
      );
    }
    const at = offset + this.#lead;
    const viewStart = at - (at % BigInt(viewStride));
    if (this.#view?.start !== viewStart) {
      this.#dropView();
      const rest = place.size + this.#lead - viewStart;
      const most = BigInt(viewStride + largestAccess);
      const length = Number(rest < most ? rest : most);
      this.#view = { start: viewStart, buffer: this.#libc.view(this.#address + viewStart, length) };
    }
    return { buffer: this.#view.buffer, start: Number(at - viewStart) };
  }

  /** Takes the memory from the view, so that even a forgotten reference has nothing to touch. */
  #dropView(): void {
    // ArrayBuffer.prototype.transfer is there from node 21 on.
    this.#view?.buffer.transfer?.(0);
    this.#view = undefined;
  }
}

function mapDevice(libc: Libc, place: MappingPlace, offset: bigint, size: bigint): bigint {
  let descriptor: number;
  try {
    // O_SYNC makes the driver apply sync_mode: the memory past the CPU's cache.
    const eye = place.eye === 'device' ? constants.O_SYNC : 0;
    descriptor = openSync(place.node, (place.writable ? constants.O_RDWR : constants.O_RDONLY) | eye);
  } catch (cause) {
    const errno = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw problem('memory.open-failed', `${place.node} cannot be opened: ${errno}.`, {
      data: { node: place.node, errno },
      cause,
    });
  }
  try {
    return libc.map(descriptor, offset, size, place.writable);
  } catch (cause) {
    if (!(cause instanceof MapError)) throw cause;
    throw problem(
      'memory.map-failed',
      `${place.device} cannot be mapped at offset ${hex(place.offset)}, ${hex(place.size)} bytes: ${cause.errno}.`,
      {
        ...hintOf(cause.errno, place.eye),
        data: {
          device: place.device,
          offset: hex(place.offset),
          size: hex(place.size),
          errno: cause.errno,
          eye: place.eye,
        },
        cause,
      },
    );
  } finally {
    // The mapping keeps the device; a descriptor besides would be a second holder.
    closeSync(descriptor);
  }
}

function hintOf(errno: string, eye: Eye): { hint?: string } {
  if (errno === 'ENXIO') return { hint: 'The range reaches past the end of the device.' };
  if (errno === 'EINVAL' && eye === 'device') {
    return { hint: 'On x86 a page has one memory type: close the cached mappings of this range first.' };
  }
  if (errno === 'ENOMEM') return { hint: 'The address space has no room for it (32-bit board?): map a part.' };
  return {};
}
