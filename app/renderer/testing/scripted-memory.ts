/** Memory of a device that is not there: any size, its bytes made from their offset until they are written. */

const pageSize = 4096n;

export class ScriptedMemory {
  readonly #pages = new Map<bigint, Uint8Array>();
  readonly size: bigint;
  /** Offsets that answer with a bus error. */
  readonly broken = new Set<bigint>();
  /** Bits that cannot be written: what is written there reads back as 0. */
  stuck = 0;

  constructor(size: bigint) {
    this.size = size;
  }

  read(offset: bigint, size: number): Uint8Array {
    const bytes = new Uint8Array(size);
    for (let at = 0; at < size; ) {
      const place = offset + BigInt(at);
      const from = Number(place % pageSize);
      const part = Math.min(size - at, Number(pageSize) - from);
      bytes.set(this.#page(place / pageSize).subarray(from, from + part), at);
      at += part;
    }
    return bytes;
  }

  write(offset: bigint, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += 1) {
      const place = offset + BigInt(at);
      const number = place / pageSize;
      const page = this.#pages.get(number) ?? this.#page(number);
      this.#pages.set(number, page);
      page[Number(place % pageSize)] = (bytes[at] ?? 0) & ~this.stuck;
    }
  }

  /** Every eighth page holds noise, the others words that count, with their page's number. */
  #page(number: bigint): Uint8Array {
    const written = this.#pages.get(number);
    if (written !== undefined) return written;
    const words = new Uint32Array(Number(pageSize) / 4);
    let noise = (Number(number & 0xffff_ffffn) ^ 0x9e37_79b9) >>> 0;
    for (let index = 0; index < words.length; index += 1) {
      if (number % 8n === 7n) {
        noise ^= noise << 13;
        noise ^= noise >>> 17;
        noise ^= noise << 5;
        words[index] = noise >>> 0;
      } else {
        words[index] = index % 4 === 3 ? 0 : (Number(number & 0xffffn) << 16) | index;
      }
    }
    return new Uint8Array(words.buffer);
  }
}
