/** Both ends of a call over HTTP, through a server of node's and node's fetch. */
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { contract, type Handlers } from '../../remote-helper/rpc/contract.ts';
import { callOverHttp, type HttpPlace } from '../../remote-helper/rpc/http-call.ts';
import { problem } from '../../remote-helper/rpc/problem.ts';
import { serve } from '../../remote-helper/rpc/server.ts';
import { answerBulk } from './bulk.ts';

const sample = contract({
  down: { input: z.object({ size: z.int() }), output: z.object({ sent: z.int() }), download: true, deadlineMs: 0 },
  count: {
    input: z.object({ to: z.int() }),
    output: z.object({}),
    items: z.object({ n: z.int() }),
    itemBytes: true,
    itemWindow: 4,
    deadlineMs: 0,
  },
  fail: { input: z.object({}), output: z.object({}), download: true },
  mirror: { input: z.object({}), output: z.object({}), inputBytes: true, outputBytes: true },
});

const seen = { sent: 0, aborted: Promise.withResolvers<void>() };
const piece = (at: number) => Buffer.alloc(64 * 1024, at % 251);
const handlers: Handlers<typeof sample> = {
  down: async ({ size }, call) => {
    call.signal.addEventListener('abort', () => seen.aborted.resolve());
    for (let at = 0; at * 64 * 1024 < size; at += 1) {
      await call.send(piece(at));
      seen.sent += 64 * 1024;
    }
    return { sent: seen.sent };
  },
  count: async ({ to }, call) => {
    for (let n = 0; n < to; n += 1) await call.item({ n }, Buffer.from([n % 256]));
    return {};
  },
  fail: async (_input, call) => {
    await call.send(Buffer.from('some'));
    throw problem('sample.refused', 'It is refused.', { hint: 'Ask again.' });
  },
  mirror: async (_input, { bytes }) => ({ output: {}, bytes }),
};

let server: HttpServer;
let place: HttpPlace;
const asked: (string | undefined)[] = [];
beforeEach(async () => {
  seen.sent = 0;
  seen.aborted = Promise.withResolvers();
  server = createServer((request, response) => {
    asked.push(request.headers.authorization);
    if (request.url === '/ends') {
      response.end();
      return;
    }
    if (request.url !== '/bulk') {
      response.writeHead(401).end();
      return;
    }
    answerBulk(request, response, (duplex) => serve(sample, handlers, duplex).closed).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  place = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/bulk`, key: 'k' };
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('a download arrives whole and in order, more of it than credit is there for', async () => {
  const size = 20 * 2 ** 20;
  const got: Buffer[] = [];
  const reply = await callOverHttp(
    sample,
    place,
    'down',
    { size },
    { onBytes: (bytes) => void got.push(Buffer.from(bytes)) },
  );
  expect(reply).toEqual({ sent: size });
  const whole = Buffer.concat(got);
  expect(whole.equals(Buffer.concat(Array.from({ length: size / 65_536 }, (_, at) => piece(at))))).toBe(true);
  expect(asked.at(-1)).toBe('Bearer k');
});

test('a slow reader holds the writer back, and loses nothing', async () => {
  const size = 64 * 2 ** 20;
  const go = Promise.withResolvers<void>();
  let got = 0;
  const reply = callOverHttp(
    sample,
    place,
    'down',
    { size },
    {
      async onBytes(bytes) {
        got += bytes.length;
        await go.promise;
      },
    },
  );
  // As long as it grows, what is between the two fills up; then it stands still.
  for (let before = -1; before !== seen.sent || before === 0; ) {
    before = seen.sent;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  expect(seen.sent).toBeLessThan(size / 2);
  go.resolve();
  expect(await reply).toEqual({ sent: size });
  expect(got).toBe(size);
});

test('a cancelled call is cancelled at the server', async () => {
  const abort = new AbortController();
  const call = callOverHttp(
    sample,
    place,
    'down',
    { size: 2 ** 40 },
    { signal: abort.signal, onBytes: () => abort.abort() },
  );
  await expect(call).rejects.toMatchObject({ problem: { id: 'cancelled' } });
  await seen.aborted.promise;
});

test('a consumer that throws ends the call with what it threw, at both ends', async () => {
  const call = callOverHttp(
    sample,
    place,
    'down',
    { size: 2 ** 40 },
    {
      onBytes() {
        throw problem('sample.full', 'No room.');
      },
    },
  );
  await expect(call).rejects.toMatchObject({ problem: { id: 'sample.full' } });
  await seen.aborted.promise;
});

test('items come in order with their bytes, to a slow reader too', async () => {
  const got: number[] = [];
  await callOverHttp(
    sample,
    place,
    'count',
    { to: 300 },
    {
      async onItem({ n }, bytes) {
        if (n % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
        got.push(n, bytes[0] ?? -1);
      },
    },
  );
  expect(got).toEqual(Array.from({ length: 300 }, (_, n) => [n, n % 256]).flat());
});

test('what goes wrong is the problem that it was', async () => {
  await expect(callOverHttp(sample, place, 'fail', {})).rejects.toMatchObject({
    problem: { id: 'sample.refused', message: 'It is refused.', hint: 'Ask again.' },
  });
  await expect(
    callOverHttp(sample, { ...place, url: place.url.replace('bulk', 'x') }, 'fail', {}),
  ).rejects.toMatchObject({
    problem: { id: 'rpc.http-refused', data: { status: 401 } },
  });
  const call = callOverHttp(sample, place, 'down', { size: 2 ** 40 }, { onBytes: () => server.closeAllConnections() });
  await expect(call).rejects.toMatchObject({ problem: { id: 'rpc.connection-lost' } });
});

test('an answer that ends without the call’s result is a lost connection', async () => {
  const ends = { ...place, url: place.url.replace('bulk', 'ends') };
  await expect(callOverHttp(sample, ends, 'fail', {})).rejects.toMatchObject({
    problem: { id: 'rpc.connection-lost' },
  });
});

/** A frame of that kind with an empty head, after its length. */
const frame = (kind: number) => Buffer.from([10, 0, 0, 0, kind, 0, 0, 0, 0, 1, 0, 0, 0, 0xc0]);
test.each([
  ['nothing', Buffer.alloc(0)],
  ['a piece of a length', Buffer.from([1, 0])],
  ['a hello alone', frame(1)],
  ['a call alone', frame(2)],
  ['two calls', Buffer.concat([frame(1), frame(2), frame(2)])],
  ['a call that is cut off', Buffer.concat([frame(1), frame(2).subarray(0, 12)])],
  ['a length of 0', Buffer.concat([frame(1), Buffer.alloc(4)])],
])('a body of %s is refused at once', async (_what, body) => {
  expect((await fetch(place.url, { method: 'POST', body: new Uint8Array(body) })).status).toBe(400);
});

test('bytes beside input and output', async () => {
  const bytes = Buffer.alloc(2 ** 20, 7);
  const reply = await callOverHttp(sample, place, 'mirror', {}, { bytes });
  expect(bytes.equals(reply.bytes)).toBe(true);
});

test('a body that is too long is refused', async () => {
  const { status } = await fetch(place.url, { method: 'POST', body: Buffer.alloc(11 * 2 ** 20) });
  expect(status).toBe(413);
});
