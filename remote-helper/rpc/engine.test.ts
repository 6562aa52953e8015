import { PassThrough } from 'node:stream';
import { MessageChannel } from 'node:worker_threads';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import * as z from 'zod';
import { u64 } from '../contract/quantity.ts';
import { connectClient } from './client.ts';
import { type Client, contract, type Handlers } from './contract.ts';
import type { Duplex } from './duplex.ts';
import { decodeFrame, encodeFrame, type Frame, joined } from './frame.ts';
import { messagePortDuplex } from './message-port.ts';
import { byteStreamDuplex } from './node/byte-stream.ts';
import { pair } from './pair.ts';
import { problem } from './problem.ts';
import { type Server, serve } from './server.ts';
import { webSocketDuplex } from './websocket.ts';

const sample = contract({
  add: { input: z.object({ a: u64, b: u64 }), output: z.object({ sum: u64 }) },
  fail: { input: z.object({}), output: z.object({}) },
  hang: { input: z.object({}), output: z.object({}), progress: z.object({ at: z.int() }), deadlineMs: 50 },
  lie: { input: z.object({}), output: z.object({ n: z.int() }) },
  count: { input: z.object({ to: z.int() }), output: z.object({}), items: z.object({ n: z.int() }), deadlineMs: 0 },
  sample: {
    input: z.object({ to: z.int() }),
    output: z.object({}),
    items: z.object({ n: z.int() }),
    itemBytes: true,
    itemWindow: 4,
    deadlineMs: 0,
  },
  mirror: { input: z.object({}), output: z.object({}), inputBytes: true, outputBytes: true },
  down: { input: z.object({ size: z.int() }), output: z.object({}), download: true, deadlineMs: 0 },
  up: { input: z.object({}), output: z.object({ size: z.int(), sum: z.int() }), upload: true, deadlineMs: 0 },
  stuck: { input: z.object({}), output: z.object({}), upload: true, deadlineMs: 0 },
});

const seen = { aborted: 0, sent: 0 };
const handlers: Handlers<typeof sample> = {
  add: async ({ a, b }) => ({ sum: a + b }),
  fail: async () => {
    throw problem('sample.refused', 'It is refused.', { hint: 'Ask again.', data: { address: 0x40n } });
  },
  hang: async (_input, call) => {
    call.progress({ at: 1 });
    await new Promise<void>((resolve) => call.signal.addEventListener('abort', () => resolve()));
    seen.aborted += 1;
    return {};
  },
  lie: async () => ({ n: 'no number' }) as never,
  count: async ({ to }, call) => {
    for (let n = 0; n < to; n += 1) {
      seen.sent = n + 1;
      await call.item({ n });
    }
    return {};
  },
  sample: async ({ to }, call) => {
    for (let n = 0; n < to; n += 1) {
      seen.sent = n + 1;
      await call.item({ n }, new Uint8Array(n).fill(n));
    }
    return {};
  },
  mirror: async (_input, { bytes }) => ({ output: {}, bytes: bytes.toReversed() }),
  down: async ({ size }, call) => {
    for (let at = 0; at < size; at += 2 ** 20) {
      const piece = new Uint8Array(Math.min(2 ** 20, size - at)).map((_, k) => (at + k) % 251);
      await call.send(piece);
      seen.sent = at + piece.length;
    }
    return {};
  },
  up: async (_input, call) => {
    let [size, sum] = [0, 0];
    for await (const piece of call.upload) {
      size += piece.length;
      for (const byte of piece) sum = (sum + byte) % 65_521;
    }
    return { size, sum };
  },
  stuck: async (_input, call) => {
    await new Promise<void>((resolve) => call.signal.addEventListener('abort', () => resolve()));
    return {};
  },
};

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  seen.aborted = 0;
  seen.sent = 0;
});

const transports: Record<string, () => Promise<[Duplex, Duplex]>> = {
  memory: async () => pair(),
  'byte streams': async () => {
    const [a, b] = [new PassThrough(), new PassThrough()];
    return [byteStreamDuplex(a, b), byteStreamDuplex(b, a)];
  },
  'message ports': async () => {
    const { port1, port2 } = new MessageChannel();
    return [messagePortDuplex(port1 as never), messagePortDuplex(port2 as never)];
  },
  websockets: async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
    await new Promise((resolve) => server.once('listening', resolve));
    ends.push(() => server.close());
    const far = new Promise<WebSocket>((resolve) => server.once('connection', resolve));
    const address = server.address() as { port: number };
    const near = new WebSocket(`ws://127.0.0.1:${address.port}`);
    return [webSocketDuplex(near as never), webSocketDuplex((await far) as never)];
  },
};

function join([near, far]: [Duplex, Duplex]): { client: Client<typeof sample>; server: Server } {
  const server = serve(sample, handlers, far, { version: 'v' });
  const client = connectClient(sample, near, { version: 'v' });
  ends.push(() => client.close());
  return { client, server };
}

describe.each(Object.entries(transports))('over %s', (_name, make) => {
  test('a call answers, with 64-bit numbers whole', async () => {
    const { client } = join(await make());
    expect(await client.call('add', { a: 0xffff_ffff_0000_0000n, b: 1n })).toEqual({ sum: 0xffff_ffff_0000_0001n });
  });

  test('bytes travel beside input and output', async () => {
    const { client } = join(await make());
    const reply = await client.call('mirror', {}, { bytes: Uint8Array.of(1, 2, 3) });
    expect([...reply.bytes]).toEqual([3, 2, 1]);
  });

  test('a download arrives whole, an upload too', async () => {
    const { client } = join(await make());
    const size = 5 * 2 ** 20 + 3;
    let at = 0;
    await client.call(
      'down',
      { size },
      {
        onBytes(bytes) {
          for (const byte of bytes) if (byte !== at++ % 251) throw new Error(`wrong byte at ${at}`);
        },
      },
    );
    expect(at).toBe(size);
    const block = new Uint8Array(3 * 2 ** 20).fill(7);
    const upload = (async function* () {
      for (let k = 0; k < 3; k += 1) yield block;
    })();
    expect(await client.call('up', {}, { upload })).toEqual({ size: 9 * 2 ** 20, sum: (9 * 2 ** 20 * 7) % 65_521 });
  });

  test('an end on one side is an orderly end on the other', async () => {
    const { client, server } = join(await make());
    await client.call('add', { a: 1n, b: 1n });
    await client.close();
    expect(await server.closed).toBeUndefined();
  });
});

describe('calls', () => {
  test('a problem comes back with its id, hint and data', async () => {
    const { client } = join(pair());
    await expect(client.call('fail', {})).rejects.toMatchObject({
      problem: { id: 'sample.refused', message: 'It is refused.', hint: 'Ask again.', data: { address: '0x40' } },
    });
  });

  test('an input that does not fit never leaves; an unknown procedure is told', async () => {
    const { client } = join(pair());
    await expect(client.call('add', { a: -1n, b: 0n })).rejects.toMatchObject({ id: 'rpc.invalid-input' });
    const wider = contract({ ...sample, more: { input: z.object({}), output: z.object({}) } });
    const [near, far] = pair();
    serve(sample, handlers, far);
    const other = connectClient(wider, near);
    await expect(other.call('more', {})).rejects.toMatchObject({ id: 'rpc.unknown-procedure' });
    expect(await other.call('add', { a: 1n, b: 2n })).toEqual({ sum: 3n });
  });

  test('an output that does not fit is told and the connection lives on', async () => {
    const { client } = join(pair());
    await expect(client.call('lie', {})).rejects.toMatchObject({ id: 'rpc.invalid-output' });
    expect(await client.call('add', { a: 1n, b: 2n })).toEqual({ sum: 3n });
  });

  test('a deadline ends the call at both ends; progress came before', async () => {
    const { client } = join(pair());
    const reports: number[] = [];
    await expect(client.call('hang', {}, { onProgress: ({ at }) => reports.push(at) })).rejects.toMatchObject({
      id: 'rpc.deadline',
    });
    expect(reports).toEqual([1]);
    await vi.waitFor(() => expect(seen.aborted).toBe(1));
  });

  test('cancelling ends the call at both ends', async () => {
    const { client } = join(pair());
    const abort = new AbortController();
    const call = client.call('hang', {}, { signal: abort.signal, deadlineMs: 0, onProgress: () => abort.abort() });
    await expect(call).rejects.toMatchObject({ id: 'cancelled' });
    await vi.waitFor(() => expect(seen.aborted).toBe(1));
  });

  test('a slow reader holds the server back, item by item and byte by byte', async () => {
    const { client } = join(pair());
    const gate = Promise.withResolvers<void>();
    const items = client.call('count', { to: 1000 }, { onItem: () => gate.promise });
    await vi.waitFor(() => expect(seen.sent).toBe(256));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(seen.sent).toBe(256);
    gate.resolve();
    await items;
    expect(seen.sent).toBe(1000);

    const wait = Promise.withResolvers<void>();
    const came: [number, Uint8Array][] = [];
    const samples = client.call(
      'sample',
      { to: 9 },
      {
        async onItem({ n }, bytes) {
          await wait.promise;
          came.push([n, Uint8Array.from(bytes)]);
        },
      },
    );
    await vi.waitFor(() => expect(seen.sent).toBe(4));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(seen.sent).toBe(4);
    wait.resolve();
    await samples;
    expect(came).toEqual(Array.from({ length: 9 }, (_, n) => [n, new Uint8Array(n).fill(n)]));

    const hold = Promise.withResolvers<void>();
    const bytes = client.call('down', { size: 16 * 2 ** 20 }, { onBytes: () => hold.promise });
    await vi.waitFor(() => expect(seen.sent).toBe(4 * 2 ** 20));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(seen.sent).toBe(4 * 2 ** 20);
    hold.resolve();
    await bytes;
  });

  test('an upload that nobody reads waits, and ends with its call', async () => {
    const { client } = join(pair());
    let asked = 0;
    const upload = (async function* () {
      for (;;) {
        asked += 1;
        yield new Uint8Array(2 ** 20);
      }
    })();
    const abort = new AbortController();
    const call = client.call('stuck', {}, { upload, signal: abort.signal });
    await vi.waitFor(() => expect(asked).toBe(5));
    abort.abort();
    await expect(call).rejects.toMatchObject({ id: 'cancelled' });
    expect(asked).toBe(5);
  });

  test('a reader that throws ends its call with what it threw', async () => {
    const { client } = join(pair());
    const call = client.call('count', { to: 10 }, { onItem: () => Promise.reject(new Error('disk full')) });
    await expect(call).rejects.toThrow('disk full');
    expect(await client.call('add', { a: 1n, b: 2n })).toEqual({ sum: 3n });
  });

  test('calls in flight end with the connection', async () => {
    const { client, server } = join(pair());
    const begun = Promise.withResolvers<void>();
    const call = client.call('hang', {}, { deadlineMs: 0, onProgress: () => begun.resolve() });
    const failed = expect(call).rejects.toMatchObject({ id: 'rpc.connection-lost' });
    await begun.promise;
    await server.close();
    await failed;
    await expect(client.call('add', { a: 1n, b: 1n })).rejects.toMatchObject({ id: 'rpc.connection-lost' });
    await vi.waitFor(() => expect(seen.aborted).toBe(1));
  });

  test('another version ends the connection on both sides', async () => {
    const [near, far] = pair();
    const server = serve(sample, handlers, far, { version: 'a' });
    const client = connectClient(sample, near, { version: 'b' });
    await expect(client.call('add', { a: 1n, b: 1n })).rejects.toMatchObject({ id: 'rpc.version-mismatch' });
    expect(await server.closed).toMatchObject({ id: 'rpc.version-mismatch' });
  });
});

/** A server whose other side is written by hand. */
function rawServer() {
  const [near, far] = pair();
  const server = serve(sample, handlers, far, { version: 'v' });
  const frames: Frame[] = [];
  near.onMessage = (message) => frames.push(decodeFrame(message));
  near.start();
  const post = (frame: Partial<Frame>) =>
    near.send(encodeFrame({ kind: 'call', call: 0, head: null, payload: new Uint8Array(0), ...frame }));
  return { server, near, post, frames, hello: () => post({ kind: 'hello', head: { format: 1, version: 'v' } }) };
}

describe('what a peer may get wrong', () => {
  test('a frame before the hello', async () => {
    const { server, post } = rawServer();
    await post({ call: 1, head: { name: 'add', input: {} } });
    expect(await server.closed).toMatchObject({ id: 'rpc.no-hello' });
  });

  test('any bytes end the connection or are a frame; nothing is thrown elsewhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 64 }), async (bytes) => {
        const { server, near, hello } = rawServer();
        await hello();
        await near.send([bytes]);
        let fits = true;
        try {
          decodeFrame(bytes);
        } catch {
          fits = false;
        }
        if (!fits) expect(await server.closed).toMatchObject({ id: expect.stringMatching(/^rpc\.frame-/) });
        await near.close();
      }),
    );
  });

  test('a length beyond the largest frame is refused before it is read', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const server = serve(sample, handlers, byteStreamDuplex(input, output));
    input.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
    expect(await server.closed).toMatchObject({ id: 'rpc.frame-oversized' });
  });

  test('a stream that ends inside a frame', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const server = serve(sample, handlers, byteStreamDuplex(input, output));
    input.end(Buffer.from([9, 0, 0, 0, 1]));
    expect(await server.closed).toMatchObject({ id: 'rpc.connection-lost' });
  });

  test('an upload beyond its credit', async () => {
    const { server, post, hello } = rawServer();
    await hello();
    await post({ call: 1, head: { name: 'stuck', input: {} } });
    for (let k = 0; k < 6; k += 1) await post({ kind: 'data', call: 1, payload: new Uint8Array(2 ** 20) });
    expect(await server.closed).toMatchObject({ id: 'rpc.frame-malformed' });
  });

  test('input that does not fit the schema is refused by the server too', async () => {
    const { post, frames, hello } = rawServer();
    await hello();
    await post({ call: 1, head: { name: 'add', input: { a: 1, b: '0x1' } } });
    await vi.waitFor(() =>
      expect(frames.at(-1)).toMatchObject({ kind: 'error', call: 1, head: { id: 'rpc.invalid-input' } }),
    );
  });
});

test('frames survive any cut of the byte stream', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          // Without -0, which MessagePack knows as 0, and the key that the codec renames.
          head: fc
            .json()
            .map((text) => JSON.parse(JSON.stringify(JSON.parse(text)).replaceAll('__proto__', 'proto')) as unknown),
          payload: fc.uint8Array(),
        }),
        { minLength: 1, maxLength: 5 },
      ),
      fc.array(fc.integer({ min: 1, max: 40 })),
      async (frames, cuts) => {
        const sent = new PassThrough();
        const out = byteStreamDuplex(new PassThrough(), sent);
        for (const { head, payload } of frames) void out.send(encodeFrame({ kind: 'call', call: 1, head, payload }));
        const bytes: Buffer = sent.read() as Buffer;
        const input = new PassThrough();
        const back: Frame[] = [];
        const duplex = byteStreamDuplex(input, new PassThrough());
        duplex.onMessage = (message) => back.push(decodeFrame(joined([message])));
        duplex.start();
        let at = 0;
        for (const cut of [...cuts, bytes.length]) {
          input.write(bytes.subarray(at, at + cut));
          at += cut;
        }
        await vi.waitFor(() => expect(back).toHaveLength(frames.length));
        back.forEach((frame, at) => {
          expect(frame.head).toEqual(frames[at]?.head);
          expect([...frame.payload]).toEqual([...(frames[at]?.payload ?? [])]);
        });
      },
    ),
  );
});
