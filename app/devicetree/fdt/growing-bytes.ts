/** Bytes that are written one after the other, in words of four; where nothing was written are zeros. */
import { putByteText } from './byte-text.ts';

export class GrowingBytes {
  size: number;
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView;

  /** The first `start` bytes are left out. */
  constructor(start: number) {
    this.size = start;
    this.#bytes = new Uint8Array(start + 65536);
    this.#view = new DataView(this.#bytes.buffer);
  }

  number(value: number): void {
    this.#room(4);
    this.#view.setUint32(this.size, value);
    this.size += 4;
  }

  /** With a zero behind it, filled up to a word. */
  text(text: string): void {
    this.#room(text.length + 4);
    putByteText(this.#bytes, this.size, text);
    this.size = (this.size + text.length + 4) & ~3;
  }

  /** Filled up to a word. */
  value(bytes: Uint8Array): void {
    this.#room(bytes.length + 3);
    // Most values are short: a loop is quicker than a copy by `set`.
    if (bytes.length <= 32) for (let at = 0; at < bytes.length; at += 1) this.#bytes[this.size + at] = bytes[at] ?? 0;
    else this.#bytes.set(bytes, this.size);
    this.size = (this.size + bytes.length + 3) & ~3;
  }

  /** What was written, and zeros behind it up to `size`. */
  take(size: number): Uint8Array<ArrayBuffer> {
    this.#room(size - this.size);
    return this.#bytes.slice(0, size);
  }

  #room(more: number): void {
    if (this.size + more <= this.#bytes.length) return;
    const bytes = new Uint8Array(Math.max(this.#bytes.length * 2, this.size + more));
    bytes.set(this.#bytes);
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}
