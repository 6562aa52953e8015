/**
 * One call over HTTP: its frames are the request's body, the server's frames the answer, each after its length as u32,
 * little-endian. For calls with a long download: the browser's stream of the answer is read only as fast as it is used, and TCP
 * holds the server back. There is no way to the server once the call has begun, so that uploads do not go this way; a
 * cancelled call is one whose request is given up.
 */
import { connectClient } from './client.ts';
import type { CallOptions, Contract, Input, Reply } from './contract.ts';
import type { Duplex } from './duplex.ts';
import { byteWindow, itemWindow } from './flow.ts';
import { decodeFrame, joined, largestFrame } from './frame.ts';
import { type Problem, problem, problemOf } from './problem.ts';

export interface HttpPlace {
  readonly url: string;
  /** `Authorization: Bearer …` */
  readonly key: string;
}

/** Throws what the call itself throws, `rpc.connection-lost`, and `rpc.http-refused` (data: status) for any answer but 200. */
export async function callOverHttp<const C extends Contract, Name extends keyof C & string>(
  contract: C,
  place: HttpPlace,
  name: Name,
  input: Input<C[Name]>,
  options: CallOptions<C[Name]> = {},
): Promise<Reply<C[Name]>> {
  await using client = connectClient(contract, httpDuplex(place, contract[name]?.itemWindow ?? itemWindow));
  return await client.call(name, input, options);
}

const prefix = 4;

/** `mostItems`: that may be under way to the reader. */
function httpDuplex(place: HttpPlace, mostItems: number): Duplex {
  const request: Uint8Array[] = [];
  const abort = new AbortController();
  /** What came of streams and was not used yet. */
  const held = { bytes: 0, items: 0 };
  let answered = false;
  let used = Promise.withResolvers<void>();
  let over = false;
  const finish = (reason?: Problem) => {
    if (over) return;
    over = true;
    duplex.onClose(reason);
  };

  const read = async (): Promise<void> => {
    const answer = await fetch(place.url, {
      method: 'POST',
      headers: { Authorization: `Bearer ${place.key}`, 'Content-Type': 'application/octet-stream' },
      body: joined(request),
      signal: abort.signal,
    });
    if (answer.status !== 200 || answer.body === null) {
      throw problem('rpc.http-refused', `The call was refused with HTTP status ${answer.status}.`, {
        data: { status: answer.status },
      });
    }
    const messages = new Messages();
    const reader = answer.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || over) break;
      for (const message of messages.push(value ?? new Uint8Array(0))) {
        const { kind, payload } = decodeFrame(message);
        while ((held.bytes >= byteWindow || held.items >= mostItems) && !over) await used.promise;
        if (over) return;
        if (kind === 'data') held.bytes += payload.length;
        if (kind === 'item') held.items += 1;
        answered ||= kind === 'result' || kind === 'error';
        duplex.onMessage(message);
      }
    }
    // After the answer the call still takes what came before it; the connection is closed when it has.
    if (!answered) throw problem('rpc.connection-lost', 'The connection ended before the call did.');
  };

  const duplex: Duplex = {
    onMessage: () => {},
    onClose: () => {},
    async send(parts) {
      if (over) return;
      const frame = joined(parts);
      const { kind, head } = decodeFrame(frame);
      switch (kind) {
        case 'hello':
        case 'call':
          request.push(lengthOf(frame), frame);
          if (kind === 'call') read().catch((thrown) => finish(lost(thrown)));
          return;
        case 'credit': {
          const { of, amount } = head as { of: 'bytes' | 'items'; amount: number };
          held[of] -= amount;
          used.resolve();
          used = Promise.withResolvers();
          return;
        }
        case 'cancel':
          await duplex.close();
      }
    },
    start() {},
    async close() {
      over = true;
      abort.abort();
      used.resolve();
    },
  };
  return duplex;
}

function lost(thrown: unknown): Problem {
  const found = problemOf(thrown);
  if (found.id !== 'internal') return found;
  return { id: 'rpc.connection-lost', message: `The connection broke: ${found.message}.` };
}

function lengthOf(message: Uint8Array): Uint8Array {
  const length = new Uint8Array(prefix);
  new DataView(length.buffer).setUint32(0, message.length, true);
  return length;
}

/** Finds messages in the pieces of a stream. Each is of its own memory. */
class Messages {
  #pieces: Uint8Array[] = [];
  #size = 0;

  /** Throws `rpc.frame-oversized` before it holds such a message. */
  *push(piece: Uint8Array): Generator<Uint8Array> {
    this.#pieces.push(piece);
    this.#size += piece.length;
    while (this.#size >= prefix) {
      const length = this.#length();
      if (length > largestFrame) {
        throw problem(
          'rpc.frame-oversized',
          `A frame of ${length} bytes was announced; at most ${largestFrame} are allowed.`,
          {
            data: { bytes: length, most: largestFrame },
          },
        );
      }
      if (this.#size < prefix + length) return;
      this.#take(prefix);
      yield this.#take(length);
    }
  }

  #length(): number {
    if ((this.#pieces[0]?.length ?? 0) < prefix) this.#pieces = [joined(this.#pieces)];
    const first = this.#pieces[0] ?? new Uint8Array(prefix);
    return new DataView(first.buffer, first.byteOffset).getUint32(0, true);
  }

  #take(count: number): Uint8Array {
    const taken = new Uint8Array(count);
    for (let at = 0; at < count; ) {
      const first = this.#pieces[0] ?? new Uint8Array(0);
      const part = first.subarray(0, count - at);
      taken.set(part, at);
      at += part.length;
      if (part.length === first.length) this.#pieces.shift();
      else this.#pieces[0] = first.subarray(part.length);
    }
    this.#size -= count;
    return taken;
  }
}
