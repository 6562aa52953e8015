/** The shell in a browser: a WebSocket with the session's key, and the browser's file dialog. */
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { type WebSocketLike, webSocketDuplex } from '../../../remote-helper/rpc/websocket.ts';
import { browserShell as agreed } from '../../contract/shell.ts';
import { sessionKey } from './session-key.ts';
import type { Shell } from './shell.ts';

export function browserShell(): Shell {
  return {
    kind: 'browser',
    mac: /Mac/.test(navigator.platform),
    async connect(signal) {
      const key = sessionKey();
      if (key === undefined) {
        throw problem('host.no-session-key', 'This window was not let in: it has no key of a session.', {
          hint: 'Run uiomem-studio open; it opens a window that has one.',
        });
      }
      const address = new URL(agreed.rpcPath, location.href);
      address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
      const socket = new WebSocket(address, [agreed.subprotocol, `${agreed.keyPrefix}${key}`]);
      await opened(socket, signal);
      // The DOM's types leave out bytes of shared memory, which the engine sends none of.
      return webSocketDuplex(socket as unknown as WebSocketLike);
    },
    bulk: () => ({ url: new URL(agreed.bulkPath, location.href).href, key: sessionKey() ?? '' }),
    openPlan,
    onCommand: () => () => {},
  };
}

/** Throws `host.unreachable`: a page is not told why a WebSocket did not open. */
async function opened(socket: WebSocket, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onAbort = () => {
    socket.close();
    reject(problem('cancelled', 'The window stopped waiting for the host.'));
  };
  signal.addEventListener('abort', onAbort, { once: true });
  socket.addEventListener('open', () => resolve(), { once: true });
  const refused = () =>
    reject(
      problem('host.unreachable', `No host answers at ${location.host}, or it does not know this window’s key.`, {
        hint: 'Run uiomem-studio open: it starts the host when it does not run, and opens a window with a new key.',
      }),
    );
  socket.addEventListener('close', refused, { once: true });
  try {
    await promise;
  } finally {
    signal.removeEventListener('abort', onAbort);
    socket.removeEventListener('close', refused);
  }
}

async function openPlan(): Promise<{ name: string; text: string } | undefined> {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.yaml,.yml';
  const { promise, resolve } = Promise.withResolvers<File | undefined>();
  input.addEventListener('change', () => resolve(input.files?.[0]), { once: true });
  input.addEventListener('cancel', () => resolve(undefined), { once: true });
  input.click();
  const file = await promise;
  return file === undefined ? undefined : { name: file.name, text: await file.text() };
}
