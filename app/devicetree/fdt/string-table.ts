/**
 * The strings block while it is made, as dtc makes it (seen in its output): names in the order of their first use, each
 * placed at the first offset where the block holds it already with a zero behind, so that `reg` lies in an earlier
 * `assigned-reg`, and not the other way round.
 */
import { asByteText, putByteText } from './byte-text.ts';

/** Ends of longer names are not shared: no property of a real tree has one (2.2.4.1 allows 31 characters). */
const longest = 255;

export class StringTable {
  /** Of names, and of the ends of those that were put in. */
  readonly #offsets = new Map<string, number>();
  readonly #texts: { readonly text: string; readonly offset: number }[] = [];
  size = 0;

  offsetOf(name: string): number {
    const known = this.#offsets.get(name);
    if (known !== undefined) return known;
    const text = asByteText(name);
    const offset = this.#offsets.get(text) ?? this.#add(text);
    this.#offsets.set(name, offset);
    return offset;
  }

  #add(text: string): number {
    const offset = this.size;
    this.#texts.push({ text, offset });
    this.size += text.length + 1;
    for (let start = text.length > longest ? text.length : 0; start <= text.length; start += 1) {
      const rest = text.slice(start);
      if (!this.#offsets.has(rest)) this.#offsets.set(rest, offset + start);
    }
    return offset;
  }

  /** Into `bytes` from `start` on, where `size` zeros are. */
  put(bytes: Uint8Array, start: number): void {
    for (const { text, offset } of this.#texts) putByteText(bytes, start + offset, text);
  }
}
