/**
 * Entry of the host's own process in Electron: serves one window over each port that main hands on. It is the user's host, or, when
 * one runs already, the way to that one.
 */
import type { MessagePortMain } from 'electron';
import type { Duplex } from '../../remote-helper/rpc/duplex.ts';
import { messagePortDuplex } from '../../remote-helper/rpc/message-port.ts';
import { problemOf } from '../../remote-helper/rpc/problem.ts';
import { obtainHost, type RunningHost, relay } from '../host/one-host/obtain-host.ts';
import { electronPort } from './electron-port.ts';
import { secretsThroughMain } from './secret-channel.ts';

const secrets = secretsThroughMain((message) => process.parentPort.postMessage(message));

const obtain = () =>
  obtainHost({
    shell: { kind: 'electron' },
    secretStore: secrets.store,
    onDamage: ({ message }) => process.stderr.write(`uiomem-studio: ${message}\n`),
  });
let host = obtain();
// Main tells the user; a window that asks meanwhile learns it from its port's end.
host.catch((thrown: unknown) => {
  const { id, message, hint } = problemOf(thrown);
  process.parentPort.postMessage({ id, message, hint });
});

async function serveWindow(port: MessagePortMain): Promise<void> {
  const window = messagePortDuplex(electronPort(port));
  try {
    const now = await host;
    if (now.kind === 'own') await now.accept(window);
    else relay(window, await connection(now));
  } catch {
    await window.close();
  }
}

/** When the host that ran has ended since, this process becomes the user's host for the windows that come next. */
async function connection(running: RunningHost): Promise<Duplex> {
  try {
    return await running.connect();
  } catch (thrown) {
    host = obtain();
    host.catch(() => {});
    throw thrown;
  }
}

process.parentPort.on('message', ({ data, ports }) => {
  secrets.onMessage(data);
  for (const port of ports) void serveWindow(port);
});

// How main ends it, after the windows: sessions are closed and leases given back.
process.once('SIGTERM', () => {
  void host
    .then((now) => (now.kind === 'own' ? now[Symbol.asyncDispose]() : undefined))
    .then(
      () => process.exit(0),
      () => process.exit(1),
    );
});
