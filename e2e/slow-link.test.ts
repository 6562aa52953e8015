/**
 * A board behind a slow link, as over a VPN: how long it takes to answer is told, and told anew when the link is quick again; and
 * how much it carries, by what is transferred anyway.
 */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyChange, type Connection, type StateChange } from '../app/contract/state.ts';
import { type EmulatedHost, emulatedHost } from './testing/emulated-host.ts';

const undoing = new AsyncDisposableStack();
let host: EmulatedHost;
let link: Awaited<ReturnType<typeof slowLink>>;

/** Passes bytes on after so many milliseconds each way, in order; and so many a second. */
async function slowLink(target: number) {
  const sockets = new Set<Socket>();
  const way = { delayMs: 0, bytesPerSecond: Number.POSITIVE_INFINITY };
  const pass = (from: Socket, to: Socket) => {
    sockets.add(from);
    let last = Promise.resolve();
    from.on('data', (bytes) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      setTimeout(resolve, way.delayMs);
      last = Promise.all([last, promise]).then(() => void to.write(bytes));
      const fullMs = (bytes.length * 1000) / way.bytesPerSecond;
      if (fullMs < 1) return;
      // As a full link: nothing more is taken until these have passed.
      from.pause();
      setTimeout(() => from.resume(), fullMs);
    });
    from.on('error', () => {});
    from.on('close', () => to.destroy());
  };
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    pass(client, upstream);
    pass(upstream, client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    way,
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

beforeAll(async () => {
  host = undoing.use(await emulatedHost('near'));
  link = undoing.use(await slowLink(host.status.port ?? 0));
});
afterAll(() => undoing.disposeAsync());

/** The board by the link, and its connection as windows see it. */
let connection: () => Extract<Connection, { state: 'open' }> | undefined;
const stop = new AbortController();

beforeAll(async () => {
  const { emulated: _own, knownHostsFile: _file, ...plain } = host.board;
  const far = { ...plain, name: 'far', port: link.port };
  const { client } = host;
  await client.call('board.add', { board: far, makeDefault: false, test: false });
  const refused = await client.call('board.connect', { board: 'far' }).then(
    () => undefined,
    (thrown: { problem: { data: { keys: { fingerprint: string }[] } } }) => thrown.problem.data.keys[0]?.fingerprint,
  );
  await client.call('board.add', { board: far, makeDefault: false, test: true, trust: refused ?? '' });
  let known: ReturnType<typeof applyChange> | undefined;
  const onItem = (change: StateChange) => {
    known = applyChange(known, change);
  };
  client.call('state.watch', {}, { signal: stop.signal, onItem }).catch(() => {});
  connection = () => {
    const now = known?.state.boards.find(({ board }) => board.name === 'far')?.connection;
    return now?.state === 'open' ? now : undefined;
  };
  await client.call('board.connect', { board: 'far' });
});
afterAll(async () => {
  stop.abort();
  await host?.client.call('board.disconnect', { board: 'far' });
});

test('the time is told in the board’s state, and follows the link', async () => {
  const answerMs = () => connection()?.answerMs;
  await expect.poll(answerMs, { timeout: 30_000 }).toBeGreaterThan(0);
  const quick = answerMs() ?? 0;
  // There and back at least twice of what it was, on a busy machine too: less is not told anew.
  link.way.delayMs = Math.max(400, quick);
  await expect.poll(answerMs, { timeout: 30_000 }).toBeGreaterThanOrEqual(2 * link.way.delayMs);
  link.way.delayMs = 0;
  await expect.poll(answerMs, { timeout: 30_000 }).toBeLessThan(Math.max(quick * 2, 400));
});

test('how much the link carries is told by a dump that was made anyway, and anew by one that is quicker', async () => {
  const { client } = host;
  const parameters = [
    { name: 'uiomem0_addr', value: '0x70000000' },
    { name: 'uiomem0_size', value: '0x200000' },
  ];
  await client.call('module.load', { board: 'far', parameters });
  const dump = async (size: bigint) => {
    let bytes = 0;
    const onBytes = (piece: Uint8Array) => {
      bytes += piece.length;
    };
    await client.call(
      'memory.dump',
      { board: 'far', device: 'uiomem0', content: 'memory', offset: 0n, size },
      { onBytes },
    );
    expect(BigInt(bytes)).toBe(size);
  };
  const bytesPerSecond = () => connection()?.bytesPerSecond;
  link.way.bytesPerSecond = 50_000;
  await dump(0x4_0000n);
  await expect.poll(bytesPerSecond).toBeLessThan(100_000);
  const throttled = bytesPerSecond() ?? 0;
  expect(throttled).toBeGreaterThan(10_000);
  // What the emulated board is able to on a busy machine is not much more, but some.
  link.way.bytesPerSecond = Number.POSITIVE_INFINITY;
  await dump(0x20_0000n);
  await expect.poll(bytesPerSecond).toBeGreaterThanOrEqual(throttled * 2);
  await client.call('module.unload', { board: 'far' });
});
