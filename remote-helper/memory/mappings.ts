/**
 * The mappings a client has made, by number. `memory` is accessed here, in pages that the probe child has touched before;
 * `registers` are accessed by the child alone, each access once, so that a bus error at any register ends only the child.
 */
import { hex } from '../contract/hex.ts';
import type { Content, Eye, Width } from '../contract/memory.ts';
import { problem } from '../rpc/problem.ts';
import { checkedSize, checkInside, placeIn } from './checks.ts';
import { Mapping, type MappingPlace } from './mapping.ts';
import { BusError, type Probe } from './probe.ts';

export interface MapRequest {
  readonly device: string;
  readonly node: string;
  /** Physical address and bytes of the whole device. */
  readonly address: bigint;
  readonly deviceSize: bigint;
  readonly eye: Eye;
  readonly content: Content;
  readonly writable: boolean;
  readonly offset?: bigint | undefined;
  readonly size?: bigint | undefined;
  readonly pageSize: number;
}

interface Entry {
  readonly place: MappingPlace;
  /** Physical address of the place's first byte. */
  readonly address: bigint;
  /** Absent for registers. */
  readonly memory: { readonly mapping: Mapping; readonly touched: Uint8Array } | undefined;
}

/** Pages that one message asks the child to touch: 64 MiB of 4 KiB pages, some milliseconds of work. */
const touchStride = 16_384;

export class Mappings {
  readonly #probe: Probe;
  readonly #entries = new Map<number, Entry>();
  #next = 1;

  constructor(probe: Probe) {
    this.#probe = probe;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Throws `memory.outside`, `memory.open-failed`, `memory.map-failed`, `memory.no-ffi`. */
  async map(request: MapRequest): Promise<{ mapping: number; address: bigint; size: bigint }> {
    const { offset, size } = placeIn(request);
    const { node, device, eye, writable, pageSize } = request;
    const place = { node, device, eye, writable, offset, size, pageSize };
    this.#probe.warm();
    const number = this.#next;
    this.#next += 1;
    const address = request.address + offset;
    if (request.content === 'memory') {
      const mapping = new Mapping(place);
      const { last } = mapping.pagesOf(0n, size);
      this.#entries.set(number, { place, address, memory: { mapping, touched: new Uint8Array(last + 1) } });
    } else {
      // Maps without touching: what goes wrong with the mapping is told now.
      await this.#probe.perform(place, { kind: 'touch', mapping: number, first: 0, last: -1 }, 0);
      this.#entries.set(number, { place, address, memory: undefined });
    }
    return { mapping: number, address, size };
  }

  /** Throws `mapping.closed` for a number that is none. */
  async unmap(number: number): Promise<void> {
    const entry = this.#entry(number);
    this.#entries.delete(number);
    entry.memory?.mapping.close();
    await this.#probe.unmap(number);
  }

  /** Unmaps all; answers how many there were. */
  async closeAll(): Promise<number> {
    const numbers = [...this.#entries.keys()];
    for (const number of numbers) await this.unmap(number);
    return numbers.length;
  }

  async read(number: number, offset: bigint, size: bigint, width: Width): Promise<Uint8Array> {
    const entry = this.#entry(number);
    const bytes = checkedSize(entry, offset, size, width);
    if (bytes === 0) return new Uint8Array(0);
    if (entry.memory !== undefined) {
      await this.#touch(number, entry, offset, size);
      return entry.memory.mapping.read(offset, bytes, width);
    }
    const work = { kind: 'read', mapping: number, offset, size: bytes, width } as const;
    const answer = await this.#registers(entry, work, offset, bytes, width);
    if (answer?.byteLength !== bytes) throw problem('internal', 'The probe child answered a read without its bytes.');
    return answer;
  }

  async write(number: number, offset: bigint, bytes: Uint8Array, width: Width): Promise<void> {
    const entry = this.#writable(number);
    const size = BigInt(bytes.byteLength);
    checkedSize(entry, offset, size, width);
    if (size === 0n) return;
    if (entry.memory !== undefined) {
      await this.#touch(number, entry, offset, size);
      entry.memory.mapping.write(offset, bytes, width);
    } else {
      // A payload may be a part of a large buffer, which the channel to the child would carry whole.
      const work = { kind: 'write', mapping: number, offset, bytes: Uint8Array.from(bytes), width } as const;
      await this.#registers(entry, work, offset, bytes.byteLength, width);
    }
  }

  /** The mapping of a memory range that may be copied in bulk from here on: its pages have all been touched. */
  async bulk(number: number, offset: bigint, size: bigint, use: 'dump' | 'load'): Promise<Mapping> {
    const entry = use === 'load' ? this.#writable(number) : this.#entry(number);
    if (entry.memory === undefined) {
      throw problem(
        'memory.registers',
        `${entry.place.device} was mapped as registers, which a ${use} would access in widths and counts of its own.`,
        {
          hint: 'Read or write registers one by one; map the range as memory if it is memory.',
        },
      );
    }
    checkInside(entry, offset, size);
    if (size > 0n) await this.#touch(number, entry, offset, size);
    return entry.memory.mapping;
  }

  #entry(number: number): Entry {
    const entry = this.#entries.get(number);
    if (entry === undefined) {
      throw problem(
        'mapping.closed',
        `There is no mapping ${number}: it was unmapped, or belonged to an earlier helper.`,
        {
          data: { mapping: number },
        },
      );
    }
    return entry;
  }

  #writable(number: number): Entry {
    const entry = this.#entry(number);
    if (!entry.place.writable) {
      throw problem('memory.read-only', `The mapping of ${entry.place.device} is read-only.`, {
        hint: 'Map it writable first.',
      });
    }
    return entry;
  }

  /** Has the child load a word of each page of the range that was not touched before. Never writes. */
  async #touch(number: number, entry: Entry, offset: bigint, size: bigint): Promise<void> {
    if (entry.memory === undefined) return;
    const { mapping, touched } = entry.memory;
    const { first, last } = mapping.pagesOf(offset, size);
    for (let page = first; page <= last; page += 1) {
      if (touched[page] === 1) continue;
      let end = page;
      while (end < last && end - page < touchStride && touched[end + 1] === 0) end += 1;
      try {
        const work = { kind: 'touch', mapping: number, first: page, last: end } as const;
        await this.#probe.perform(entry.place, work, end - page + 1);
      } catch (thrown) {
        if (!(thrown instanceof BusError)) throw thrown;
        const lead = entry.place.offset % BigInt(entry.place.pageSize);
        const at = BigInt(thrown.index) * BigInt(entry.place.pageSize) - lead;
        touched.fill(1, page, thrown.index);
        throw busError(entry, at < 0n ? 0n : at, 32, 'read');
      }
      touched.fill(1, page, end + 1);
      page = end;
    }
  }

  async #registers(
    entry: Entry,
    work: Parameters<Probe['perform']>[1] & { kind: 'read' | 'write' },
    offset: bigint,
    size: number,
    width: Width,
  ): Promise<Uint8Array | undefined> {
    try {
      return await this.#probe.perform(entry.place, work, size / (width / 8));
    } catch (thrown) {
      if (!(thrown instanceof BusError)) throw thrown;
      throw busError(entry, offset + BigInt(thrown.index * (width / 8)), width, work.kind);
    }
  }
}

function busError(entry: Entry, offset: bigint, width: number, kind: 'read' | 'write'): Error {
  const { device } = entry.place;
  const address = hex(entry.address + offset);
  return problem(
    'memory.bus-error',
    `The ${kind} of ${width} bits at offset ${hex(offset)} of ${device} (address ${address}) was answered by a bus error.`,
    {
      hint: 'Nothing is there, or it does not take this width; if it is programmable logic, check that it is programmed, clocked and out of reset.',
      data: { device, offset: hex(offset), address, width },
    },
  );
}
