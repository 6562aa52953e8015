/** Finding where the frames start: what is before the marker line may be a password that sudo did not ask for. */
import type { Readable } from 'node:stream';
import { problem } from '../rpc/problem.ts';

/** A password and a greeting fit many times. */
const longestPrefix = 65_536;

/**
 * Reads up to and including the line that is the marker, and puts what came behind it back into the stream.
 * Throws `helper.no-marker` when the input ends or goes on too long without it. Never repeats what it discarded.
 */
export async function skipToMarker(input: Readable, marker: string): Promise<void> {
  const line = Buffer.from(`${marker}\n`);
  let seen = Buffer.alloc(0);
  for (;;) {
    const piece: unknown = input.read();
    if (piece instanceof Uint8Array) {
      seen = Buffer.concat([seen, piece]);
      const start = lineStart(seen, line);
      if (start >= 0) {
        const rest = seen.subarray(start + line.length);
        if (rest.length > 0) input.unshift(Buffer.from(rest));
        return;
      }
      if (seen.length > longestPrefix) throw problem('helper.no-marker', 'The input goes on without the marker line.');
      continue;
    }
    if (input.readableEnded || input.destroyed)
      throw problem('helper.no-marker', 'The input ended before the marker line.');
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        input.off('readable', wake).off('end', wake).off('close', wake);
        resolve();
      };
      input.on('readable', wake).on('end', wake).on('close', wake);
    });
  }
}

/** Where the line begins that is exactly the marker; -1 when there is none yet. */
function lineStart(bytes: Buffer, line: Buffer): number {
  for (let at = bytes.indexOf(line); at >= 0; at = bytes.indexOf(line, at + 1)) {
    if (at === 0 || bytes[at - 1] === 10) return at;
  }
  return -1;
}
