/**
 * A text that grows piece by piece, as bytes: strings that are joined many thousand times take several times as long,
 * and what was put in last can be taken back by setting `size`.
 */
export class GrowingText {
  size = 0;
  #bytes: Uint8Array;

  /** `room` is how long it is likely to be. */
  constructor(room = 1024) {
    this.#bytes = new Uint8Array(room);
  }

  /** Of characters below 128. */
  put(text: string): void {
    if (this.size + text.length > this.#bytes.length) this.#grow(text.length);
    for (let at = 0; at < text.length; at += 1) this.#bytes[this.size + at] = text.charCodeAt(at);
    this.size += text.length;
  }

  /** Of any characters. */
  putAny(text: string): void {
    this.putBytes(new TextEncoder().encode(text));
  }

  putBytes(bytes: Uint8Array): void {
    if (this.size + bytes.length > this.#bytes.length) this.#grow(bytes.length);
    this.#bytes.set(bytes, this.size);
    this.size += bytes.length;
  }

  /** A copy, from an earlier `size` on. */
  bytes(from: number): Uint8Array {
    return this.#bytes.slice(from, this.size);
  }

  tabs(count: number): void {
    if (this.size + count > this.#bytes.length) this.#grow(count);
    this.#bytes.fill(9, this.size, this.size + count);
    this.size += count;
  }

  /** 0 to 2^32 - 1, with `0x`. */
  hex(value: number): void {
    if (this.size + 10 > this.#bytes.length) this.#grow(10);
    this.#bytes[this.size] = 48;
    this.#bytes[this.size + 1] = 120;
    this.size += 2;
    for (let shift = value === 0 ? 0 : 28 - (Math.clz32(value) & ~3); shift >= 0; shift -= 4) {
      const digit = (value >>> shift) & 15;
      this.#bytes[this.size] = digit < 10 ? 48 + digit : 87 + digit;
      this.size += 1;
    }
  }

  /** From an earlier `size` on. */
  text(from = 0): string {
    return new TextDecoder().decode(this.#bytes.subarray(from, this.size));
  }

  #grow(more: number): void {
    const bytes = new Uint8Array(Math.max(this.#bytes.length * 2, this.size + more));
    bytes.set(this.#bytes);
    this.#bytes = bytes;
  }
}
