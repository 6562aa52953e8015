/** What is on the wire, byte by byte: vectors/ is what both ends must say and understand (docs/protocol.md). */
import { readdirSync, readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { connectClient } from './client.ts';
import { contract } from './contract.ts';
import { decodeFrame, encodeFrame, type Frame, type FrameKind, frameKinds, joined } from './frame.ts';
import { byteStreamDuplex } from './node/byte-stream.ts';
import { pair } from './pair.ts';
import { type Problem, problem, problemOf } from './problem.ts';
import { serve } from './server.ts';

interface Vector {
  readonly what: string;
  readonly from: 'client' | 'server' | 'both';
  /** Hex; spaces between kind, call, head length, head and payload. */
  readonly bytes: string;
  readonly call: number;
  readonly head: unknown;
  readonly payload: string;
}
interface Malformed {
  readonly what: string;
  readonly to: readonly ('client' | 'server')[];
  readonly after: 'nothing' | 'hello' | 'call';
  readonly bytes: string;
  readonly then?: { readonly bytes: string; readonly times: number };
  readonly id: string;
}
interface Stream {
  readonly what: string;
  readonly bytes: string;
  readonly messages: readonly string[];
  readonly id: string | null;
}

const folder = new URL('vectors/', import.meta.url);
const read = <V>(name: string): { kind: FrameKind; number: number; vectors: readonly V[] } =>
  JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const plain = (hex: string) => hex.replaceAll(' ', '');
const kinds = Object.keys(frameKinds) as FrameKind[];
const good = kinds.flatMap((kind) => read<Vector>(kind).vectors.map((vector) => ({ kind, ...vector })));
/** The bytes of the n-th vector of a kind. */
const vector = (kind: FrameKind, at = 0) => plain(read<Vector>(kind).vectors[at]?.bytes ?? '');
const version = 'ab12';

const sample = contract({
  measure: {
    input: z.object({ device: z.string(), offset: z.string(), label: z.string() }),
    output: z.object({ count: z.int(), ratio: z.number(), more: z.array(z.json()) }),
    progress: z.object({ done: z.int(), total: z.int() }),
    items: z.object({ line: z.string() }),
    inputBytes: true,
    outputBytes: true,
    download: true,
    upload: true,
  },
  wait: { input: z.object({}), output: z.object({}) },
});
const input = { device: 'uiomem0', offset: '0x400000000', label: 'größe ✓' };
const output = { count: 3, ratio: -0.5, more: [null, true, false, 4_294_967_296] };

async function untilAborted(signal: AbortSignal): Promise<Record<string, never>> {
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  return {};
}

/** A client or a server, and everything that it said, as hex; `say` speaks to it from the other side. */
function end(side: 'client' | 'server', handle?: (signal: AbortSignal) => Promise<Record<string, never>>) {
  const [near, far] = pair();
  const said: string[] = [];
  let closed = false;
  far.onMessage = (message) => said.push(hexOf(message));
  far.onClose = () => {
    closed = true;
  };
  far.start();
  const say = (...parts: Uint8Array[]) => far.send(parts);
  if (side === 'client') {
    const client = connectClient(sample, near, { version });
    return { client, said, say, over: client.closed, isClosed: () => closed };
  }
  const server = serve(
    sample,
    {
      async measure(wanted, call) {
        expect([wanted, hexOf(call.bytes)]).toEqual([input, '00ff7f80']);
        call.progress({ done: 1, total: 2 });
        await call.item({ line: 'one' });
        await call.send(bytesOf('0102030405'));
        const pieces: string[] = [];
        for await (const piece of call.upload) pieces.push(hexOf(piece));
        expect(pieces).toEqual(['0a0b']);
        return { output, bytes: bytesOf('deadbeef') };
      },
      wait: (_, { signal }) => (handle ?? untilAborted)(signal),
    },
    near,
    { version },
  );
  return { client: undefined, said, say, over: server.closed, isClosed: () => closed };
}

test('each kind has its file, and there are no others', () => {
  const wanted = [...kinds, 'malformed', 'byte-stream'].map((name) => `${name}.json`);
  expect(readdirSync(folder).sort()).toEqual(wanted.sort());
  expect(kinds.map((kind) => [read(kind).kind, read(kind).number])).toEqual(Object.entries(frameKinds));
});

test.each(good)('$kind: $what', ({ kind, bytes, call, head, payload }) => {
  const frame: Frame = { kind, call, head, payload: bytesOf(payload) };
  expect(hexOf(joined(encodeFrame(frame)))).toBe(plain(bytes));
  expect(decodeFrame(bytesOf(bytes))).toEqual(frame);
});

describe('the server', () => {
  test('understands a client and says the rest', async () => {
    const { said, say } = end('server');
    for (const bytes of [vector('hello'), vector('call'), vector('credit'), vector('credit', 1), vector('data', 1)]) {
      await say(bytesOf(bytes));
    }
    await say(bytesOf(vector('end')));
    await vi.waitFor(() => expect(said.length).toBe(5));
    expect(said).toEqual([vector('hello'), vector('progress'), vector('item'), vector('data'), vector('result')]);
  });

  test('tells problems, and takes a cancellation', async () => {
    const bus = problem('memory.bus-error', 'Nothing answered.', {
      hint: 'Look again.',
      data: { address: '0x400000000', width: 32 },
    });
    const failing = end('server', () => Promise.reject(bus));
    await failing.say(bytesOf(vector('hello')));
    await failing.say(bytesOf(vector('call', 1)));
    await vi.waitFor(() => expect(failing.said.length).toBe(2));
    // The same problem to another call: its number is in bytes 1 to 4.
    expect(failing.said[1]?.slice(10)).toBe(vector('error').slice(10));

    const waiting = end('server');
    for (const bytes of [vector('hello'), vector('call', 1), vector('cancel')]) await waiting.say(bytesOf(bytes));
    await vi.waitFor(() => expect(waiting.said).toEqual([vector('hello'), vector('error', 1)]));
  });
});

describe('the client', () => {
  test('says a call and understands the server', async () => {
    const { client, said, say } = end('client');
    const seen: unknown[] = [];
    const answer = client?.call('measure', input, {
      bytes: bytesOf('00ff7f80'),
      upload: (async function* () {
        yield bytesOf('0a0b');
      })(),
      onProgress: (report) => void seen.push(report),
      onItem: (item) => void seen.push(item),
      onBytes: (bytes) => void seen.push(hexOf(bytes)),
    });
    for (const kind of ['hello', 'progress', 'item', 'data', 'credit', 'result'] as const) {
      await say(bytesOf(vector(kind)));
    }
    expect(await answer).toEqual({ output, bytes: bytesOf('deadbeef') });
    expect(seen).toEqual([{ done: 1, total: 2 }, { line: 'one' }, '0102030405']);
    await vi.waitFor(() => expect(said.length).toBe(4));
    expect(said).toEqual([vector('hello'), vector('call'), vector('data', 1), vector('end')]);
  });

  test('gives a problem on as it came, and cancels', async () => {
    const { client, said, say } = end('client');
    await say(bytesOf(vector('hello')));
    const answer = client?.call('measure', input).then(() => undefined, problemOf);
    await say(bytesOf(vector('error')));
    expect(await answer).toEqual(good.find(({ kind }) => kind === 'error')?.head);
    const abort = new AbortController();
    const waiting = client?.call('wait', {}, { signal: abort.signal }).then(() => undefined, problemOf);
    abort.abort();
    expect(await waiting).toMatchObject({ id: 'cancelled' });
    await vi.waitFor(() => expect(said.at(-1)?.slice(0, 2)).toBe('05'));
    expect(said.at(-1)?.slice(10)).toBe(vector('cancel').slice(10));
  });
});

describe('what ends the connection, and only that', () => {
  const cases = read<Malformed>('malformed').vectors.flatMap((each) => each.to.map((side) => ({ side, ...each })));
  test.each(cases)('$side: $what', async ({ side, after, bytes, then, id }) => {
    const { client, say, over, isClosed } = end(side);
    let inFlight: Promise<Problem | undefined> | undefined;
    if (after !== 'nothing') await say(bytesOf(vector('hello')));
    if (after === 'call' && side === 'server') {
      await say(
        joined(encodeFrame({ kind: 'call', call: 1, head: { name: 'wait', input: {} }, payload: bytesOf('') })),
      );
    }
    if (side === 'client') inFlight = client?.call('wait', {}).then(() => undefined, problemOf);
    const rest = then === undefined ? bytesOf('') : new Uint8Array(then.times).fill(bytesOf(then.bytes)[0] ?? 0);
    await say(bytesOf(bytes), rest);
    expect(await over).toMatchObject({ id, message: expect.stringMatching(/\.$|: /) });
    if (inFlight !== undefined) expect(await inFlight).toMatchObject({ id });
    await vi.waitFor(() => expect(isClosed()).toBe(true));
  });
});

test.each([
  ['item', encodeFrame({ kind: 'item', call: 1, head: { line: 'one' }, payload: bytesOf('') }), 257],
  ['data', encodeFrame({ kind: 'data', call: 1, head: null, payload: new Uint8Array(2 ** 20) }), 6],
] as const)('the client ends with a server that sends %s beyond its credit', async (_, parts, times) => {
  const { client, say, over } = end('client');
  await say(bytesOf(vector('hello')));
  const reads = vi.fn();
  const slow = () => new Promise<void>(reads);
  const call = client?.call('measure', input, { onItem: slow, onBytes: slow }).then(() => undefined, problemOf);
  for (let count = 1; count < times; count += 1) await say(...parts);
  expect(await Promise.race([over, new Promise((resolve) => setTimeout(() => resolve('open'), 20))])).toBe('open');
  await say(...parts);
  expect(await over).toMatchObject({ id: 'rpc.frame-malformed' });
  expect(await call).toMatchObject({ id: 'rpc.frame-malformed' });
  expect(reads).toHaveBeenCalledTimes(1);
});

test.each(read<Stream>('byte-stream').vectors)('byte stream: $what', async ({ bytes, messages, id }) => {
  const all = bytesOf(bytes);
  for (const step of [1, 3, all.length + 1]) {
    const stream = new PassThrough();
    const duplex = byteStreamDuplex(stream, new PassThrough());
    const came: string[] = [];
    const over = new Promise<Problem | undefined>((resolve) => {
      duplex.onClose = resolve;
    });
    duplex.onMessage = (message) => came.push(hexOf(message));
    duplex.start();
    for (let at = 0; at < all.length; at += step) stream.write(all.subarray(at, at + step));
    stream.end();
    expect((await over)?.id ?? null).toBe(id);
    expect(came).toEqual(messages.map(plain));
  }
});

/** Heads as they may be: what JSON holds, without -0, which MessagePack knows as 0, and keys that would be a prototype. */
const head = fc
  .jsonValue({ maxDepth: 6 })
  .map((value) => JSON.parse(JSON.stringify(value).replaceAll('__proto__', 'proto')) as unknown);
const frame: fc.Arbitrary<Frame> = fc.record({
  kind: fc.constantFrom(...kinds),
  call: fc.nat(0xffff_ffff),
  head,
  payload: fc.uint8Array({ maxLength: 64 }),
});

test('what is encoded is decoded again', () => {
  fc.assert(
    fc.property(frame, (each) => {
      expect(decodeFrame(joined(encodeFrame(each)))).toEqual(each);
    }),
  );
});

test('a changed frame ends the connection with a problem of the protocol, or is a frame; never anything else', async () => {
  const change = fc.record({ at: fc.nat(), drop: fc.nat(3), put: fc.uint8Array({ maxLength: 3 }) });
  const allowed = /^rpc\.(frame-malformed|frame-oversized|no-hello|version-mismatch|invalid-output)$/;
  const strays: unknown[] = [];
  const stray = (reason: unknown) => strays.push(reason);
  process.on('unhandledRejection', stray);
  try {
    for (const side of ['server', 'client'] as const) {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...good),
          fc.array(change, { minLength: 1, maxLength: 4 }),
          async (of, changes) => {
            let bytes = Buffer.from(bytesOf(of.bytes));
            for (const { at, drop, put } of changes) {
              const place = at % (bytes.length + 1);
              bytes = Buffer.concat([bytes.subarray(0, place), put, bytes.subarray(place + drop)]);
            }
            const { client, say, over } = end(side, async () => ({}));
            if (of.kind !== 'hello') await say(bytesOf(vector('hello')));
            const call = client?.call('wait', {}, { deadlineMs: 0 }).then(() => undefined, problemOf);
            await say(Uint8Array.from(bytes));
            // An unknown kind ends what is left.
            await say(bytesOf('ff 00000000 00000000'));
            expect((await over)?.id).toMatch(allowed);
            await call;
          },
        ),
        { numRuns: 300 },
      );
    }
  } finally {
    process.off('unhandledRejection', stray);
  }
  expect(strays).toEqual([]);
});
