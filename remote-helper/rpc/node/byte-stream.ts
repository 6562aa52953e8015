/** Messages over byte streams (stdio, an SSH channel, a socket): each after its length as u32, little-endian. */
import type { Readable, Writable } from 'node:stream';
import type { Duplex } from '../duplex.ts';
import { largestFrame } from '../frame.ts';
import { type Problem, problem, problemOf } from '../problem.ts';

const prefix = 4;
/** Bytes up to which copying a message costs less than a second write. */
const largestJoined = 16 * 1024;

export function byteStreamDuplex(input: Readable, output: Writable): Duplex {
  const splitter = new MessageSplitter();
  let over = false;
  const finish = (reason?: Problem) => {
    if (over) return;
    over = true;
    duplex.onClose(reason);
  };
  const lost = (error: Error) =>
    finish({ id: 'rpc.connection-lost', message: `The connection broke: ${error.message}.` });

  const duplex: Duplex = {
    onMessage: () => {},
    onClose: () => {},
    send(parts) {
      if (over || output.destroyed || output.writableEnded) return Promise.resolve();
      const length = parts.reduce((sum, part) => sum + part.length, 0);
      const start = Buffer.allocUnsafe(prefix);
      start.writeUInt32LE(length);
      // A small message is one write: each would be a packet of its own under SSH.
      // A failed write shows as the stream's error; the connection ends by it.
      if (length <= largestJoined)
        return new Promise((resolve) => output.write(Buffer.concat([start, ...parts]), () => resolve()));
      output.cork();
      output.write(start);
      const written = new Promise<void>((resolve) => {
        parts.forEach((part, at) => {
          if (at === parts.length - 1) output.write(part, () => resolve());
          else output.write(part);
        });
      });
      output.uncork();
      return written;
    },
    start() {
      input.on('data', (bytes: Buffer) => {
        if (over) return;
        try {
          for (const message of splitter.push(bytes)) duplex.onMessage(message);
        } catch (thrown) {
          finish(problemOf(thrown));
        }
      });
      input.on('end', () =>
        finish(
          splitter.empty ? undefined : { id: 'rpc.connection-lost', message: 'The connection ended inside a frame.' },
        ),
      );
      input.on('close', () => finish());
      input.on('error', lost);
      output.on('error', lost);
    },
    async close() {
      over = true;
      input.removeAllListeners('data');
      input.resume();
      if (output.destroyed || output.writableFinished) return;
      await new Promise<void>((resolve) => {
        output.once('error', () => resolve());
        output.once('close', () => resolve());
        output.end(() => resolve());
      });
    },
  };
  return duplex;
}

/** Finds messages in a byte stream however it is cut. A message inside one chunk is a view of it. */
class MessageSplitter {
  #chunks: Buffer[] = [];
  #held = 0;

  get empty(): boolean {
    return this.#held === 0;
  }

  /** Throws `rpc.frame-oversized` before it holds such a message. */
  *push(bytes: Buffer): Generator<Uint8Array> {
    this.#chunks.push(bytes);
    this.#held += bytes.length;
    while (this.#held >= prefix) {
      const length = this.#peekLength();
      if (length > largestFrame) {
        throw problem(
          'rpc.frame-oversized',
          `A frame of ${length} bytes was announced; at most ${largestFrame} are allowed.`,
          {
            data: { bytes: length, most: largestFrame },
          },
        );
      }
      if (this.#held < prefix + length) return;
      yield this.#take(prefix + length).subarray(prefix);
    }
  }

  #peekLength(): number {
    if ((this.#chunks[0]?.length ?? 0) < prefix) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0]?.readUInt32LE() ?? 0;
  }

  #take(count: number): Buffer {
    if ((this.#chunks[0]?.length ?? 0) < count) this.#chunks = [Buffer.concat(this.#chunks)];
    const first = this.#chunks[0] ?? Buffer.alloc(0);
    const rest = first.subarray(count);
    if (rest.length === 0) this.#chunks.shift();
    else this.#chunks[0] = rest;
    this.#held -= count;
    return first.subarray(0, count);
  }
}
