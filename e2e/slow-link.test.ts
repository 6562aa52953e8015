/** A board behind a slow link, as over a VPN: how long it takes to answer is told, and told anew when the link is quick again. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Connection } from '../app/contract/state.ts';
import { applyChange } from '../app/contract/state.ts';
import { type EmulatedHost, emulatedHost } from './testing/emulated-host.ts';

const undoing = new AsyncDisposableStack();
let host: EmulatedHost;
let link: Awaited<ReturnType<typeof slowLink>>;

/** Passes bytes on after so many milliseconds each way, in order. */
async function slowLink(target: number) {
  const sockets = new Set<Socket>();
  const way = { delayMs: 0 };
  const pass = (from: Socket, to: Socket) => {
    sockets.add(from);
    let last = Promise.resolve();
    from.on('data', (bytes) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      setTimeout(resolve, way.delayMs);
      last = Promise.all([last, promise]).then(() => void to.write(bytes));
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

test('the time is told in the board’s state, and follows the link', async () => {
  const { emulated: _own, knownHostsFile: _file, ...plain } = host.board;
  const far = { ...plain, name: 'far', port: link.port };
  const { client } = host;
  await client.call('board.add', { board: far, makeDefault: false, test: false });
  const refused = await client.call('board.connect', { board: 'far' }).then(
    () => undefined,
    (thrown: { problem: { data: { keys: { fingerprint: string }[] } } }) => thrown.problem.data.keys[0]?.fingerprint,
  );
  await client.call('board.add', { board: far, makeDefault: false, test: true, trust: refused ?? '' });

  const stop = new AbortController();
  let known: ReturnType<typeof applyChange> | undefined;
  const following = client.call(
    'state.watch',
    {},
    {
      signal: stop.signal,
      onItem: (change) => {
        known = applyChange(known, change);
      },
    },
  );
  following.catch(() => {});
  const connection = (): Connection | undefined =>
    known?.state.boards.find(({ board }) => board.name === 'far')?.connection;
  const answerMs = () => {
    const now = connection();
    return now?.state === 'open' ? now.answerMs : undefined;
  };
  await client.call('board.connect', { board: 'far' });
  await expect.poll(answerMs, { timeout: 30_000 }).toBeGreaterThan(0);
  const quick = answerMs() ?? 0;
  link.way.delayMs = 400;
  await expect.poll(answerMs, { timeout: 30_000 }).toBeGreaterThanOrEqual(800);
  link.way.delayMs = 0;
  await expect.poll(answerMs, { timeout: 30_000 }).toBeLessThan(Math.max(quick * 2, 400));
  stop.abort();
  await client.call('board.disconnect', { board: 'far' });
});
