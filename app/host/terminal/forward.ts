/** Between a stream of bytes and a call: output as items, one after the other as the reader takes them, and keys as they come. */
import type { Readable } from 'node:stream';

/** Bytes: soon parsed by whoever draws them, and few of them under way. */
const largestPiece = 32 * 1024;

/** Resolves at the stream's end or close; what comes while the reader has no room stays in the stream, which holds its source back. */
export async function forwardOutput(from: Readable, item: (bytes: Uint8Array) => Promise<void>): Promise<void> {
  try {
    for await (const bytes of from.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
      for (let at = 0; at < bytes.length; at += largestPiece) await item(bytes.subarray(at, at + largestPiece));
    }
  } catch (thrown) {
    // Closed without an end: why is told by whoever closed it.
    if ((thrown as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw thrown;
  }
}

/** Resolves when the keys have ended, or nobody takes them any more (`write` gives false). */
export async function forwardKeys(
  keys: AsyncIterable<Uint8Array>,
  write: (bytes: Uint8Array) => Promise<boolean>,
): Promise<void> {
  for await (const bytes of keys) if (!(await write(bytes))) return;
}
