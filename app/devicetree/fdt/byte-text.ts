/** Names as they lie in a flattened tree: bytes with a zero behind them, and a character for each byte, 0 to 255. */

/** Any bytes can be written back as they were. `behind`: where the zero is. */
export function byteText(bytes: Uint8Array, start: number, behind: number): string {
  let text = '';
  // In pieces, since arguments of a call are limited.
  for (let at = start; at < behind; at += 256)
    text += String.fromCharCode(...bytes.subarray(at, Math.min(at + 256, behind)));
  return text;
}

/** A name that did not come from bytes: in UTF-8 where a character is more than a byte, and up to a zero, which ends a name. */
export function asByteText(name: string): string {
  let text = name;
  for (let at = 0; at < name.length; at += 1) {
    const code = name.charCodeAt(at);
    if (code === 0) return asByteText(name.slice(0, at));
    if (code > 255 && text === name) {
      const bytes = new TextEncoder().encode(name);
      text = byteText(bytes, 0, bytes.length);
    }
  }
  return text;
}

export function putByteText(bytes: Uint8Array, start: number, text: string): void {
  for (let at = 0; at < text.length; at += 1) bytes[start + at] = text.charCodeAt(at);
}
