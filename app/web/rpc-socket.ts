/** The host's contract over WebSocket: one connection a window, opened by the window's key. */
import type { IncomingMessage } from 'node:http';
import type { Duplex as Stream } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Duplex } from '../../remote-helper/rpc/duplex.ts';
import { largestFrame } from '../../remote-helper/rpc/frame.ts';
import { webSocketDuplex } from '../../remote-helper/rpc/websocket.ts';
import { browserShell } from '../contract/shell.ts';

/** A window that answered no ping for so long is gone: its calls are cancelled. */
const usualHeartbeatMs = 15_000;

export interface RpcSockets {
  /** The request was checked already. */
  upgrade(request: IncomingMessage, stream: Stream, head: Buffer): void;
  /** Says goodbye to every window. */
  close(): void;
}

/** The key that the page sent as a subprotocol, since a page cannot set headers here. */
export function keyOfUpgrade({ headers }: IncomingMessage): string | undefined {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim());
  if (!offered.includes(browserShell.subprotocol)) return undefined;
  return offered.find((each) => each.startsWith(browserShell.keyPrefix))?.slice(browserShell.keyPrefix.length);
}

/** `onWindow` is called for each connection. */
export function rpcSockets(onWindow: (duplex: Duplex) => unknown, heartbeatMs = usualHeartbeatMs): RpcSockets {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: largestFrame,
    perMessageDeflate: false,
    // Never the key: it would stand in the answer's headers.
    handleProtocols: () => browserShell.subprotocol,
  });
  const answered = new WeakSet<WebSocket>();
  const beat = setInterval(() => {
    for (const socket of server.clients) {
      if (!answered.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }, heartbeatMs);
  beat.unref();
  server.on('connection', (socket) => {
    answered.add(socket);
    socket.on('pong', () => answered.add(socket));
    // Its end comes as an event of its own.
    socket.on('error', () => {});
    onWindow(webSocketDuplex(socket));
  });
  return {
    upgrade(request, stream, head) {
      server.handleUpgrade(request, stream, head, (socket) => server.emit('connection', socket, request));
    },
    close() {
      clearInterval(beat);
      for (const socket of server.clients) socket.close(1001, 'the host ends');
      server.close();
    },
  };
}
