/** Small files as text. */

/** Bytes; what is longer, or no UTF-8, is no text that anybody reads. */
const longest = 65_536;

export function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.length > longest) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
