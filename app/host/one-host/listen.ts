/** The one host of a user: who binds the socket is it, and everybody else is a client of it. */
import { chmod, rename, stat, unlink } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import type { Duplex } from '../../../remote-helper/rpc/duplex.ts';
import { byteStreamDuplex } from '../../../remote-helper/rpc/node/byte-stream.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { withFileLock } from '../boards/file-lock.ts';
import { findHost } from './find.ts';
import type { Greeting } from './greeting.ts';
import { checkFolder, socketPlace } from './socket-path.ts';

export interface Listening extends AsyncDisposable {
  readonly path: string;
}

export interface ListenOptions {
  readonly greeting: Greeting;
  /** Given each connection; resolves at the connection's end. */
  onClient(duplex: Duplex): Promise<unknown>;
  /** Called once it is certain that no other host runs, and before anybody can connect. */
  prepare?(): Promise<void>;
}

/** Listens for clients of this user. Throws `host.runs-already`, `host.runtime-folder`, and what `prepare` throws. */
export async function listen({ greeting, onClient, prepare }: ListenOptions): Promise<Listening> {
  const { folder, path } = socketPlace();
  await checkFolder(folder, { make: true });
  const clients = new Set<Socket>();
  const server = createServer((socket) => {
    clients.add(socket);
    // Its end comes as an event of its own.
    socket.on('error', () => {});
    socket.on('close', () => clients.delete(socket));
    socket.write(`${JSON.stringify(greeting)}\n`);
    void onClient(byteStreamDuplex(socket, socket));
  });
  // Two that begin at once: the second finds the first one's socket.
  const own = await withFileLock(path, async () => {
    const running = await findHost();
    if (running !== undefined) {
      running.socket.destroy();
      throw runsAlready(running.greeting);
    }
    await prepare?.();
    // Whoever made it was killed. It appears under its name only when it can be connected to and nobody else may.
    const fresh = `${path}.new`;
    await unlink(fresh).catch(() => {});
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(fresh, resolve);
    });
    await chmod(fresh, 0o600);
    await rename(fresh, path);
    return await stat(path);
  });
  return {
    path,
    async [Symbol.asyncDispose]() {
      await withFileLock(path, async () => {
        const now = await stat(path).catch(() => undefined);
        // Somebody may have removed it by hand, and another host have begun since.
        if (now?.ino === own.ino && now.dev === own.dev) await unlink(path);
      });
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of clients) socket.end();
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, graceMs).unref())]);
      for (const socket of clients) socket.destroy();
      await closed;
    },
  };
}

/** For clients to close their end. */
const graceMs = 1_000;

function runsAlready({ pid, shell, version }: Greeting) {
  const what = { electron: 'with the application’s windows', browser: 'that serves browsers', command: 'of a command' };
  return problem('host.runs-already', `A host ${what[shell]} runs already (process ${pid}).`, {
    hint:
      shell === 'browser'
        ? 'To open a window of it: uiomem-studio open. To end it: uiomem-studio host stop.'
        : 'Its windows show the same boards; to use a browser instead, quit it first.',
    data: { pid, shell, version },
  });
}
