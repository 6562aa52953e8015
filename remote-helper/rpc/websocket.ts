/** Messages over a WebSocket, the browser's or the one of package `ws`: one binary message each. */
import type { Duplex } from './duplex.ts';
import { joined } from './frame.ts';

/** What both kinds of WebSocket have. */
export interface WebSocketLike {
  binaryType: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(data: Uint8Array): void;
  close(code?: number): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { code: number }) => void): void;
  addEventListener(type: 'open', listener: () => void): void;
}

const connecting = 0;
const open = 1;
const normalClosure = 1000;
/** RFC 6455, 7.4.1: the other side is leaving. */
const goingAway = 1001;
/** Bytes that may wait in the socket before `send` waits; there is no event for less, so it looks again. */
const mostBuffered = 4 * 2 ** 20;
const lookAgainMs = 4;

export function webSocketDuplex(socket: WebSocketLike): Duplex {
  socket.binaryType = 'arraybuffer';
  const opened = Promise.withResolvers<void>();
  if (socket.readyState !== connecting) opened.resolve();
  socket.addEventListener('open', () => opened.resolve());
  let over = false;
  const duplex: Duplex = {
    onMessage: () => {},
    onClose: () => {},
    async send(parts) {
      await opened.promise;
      if (over || socket.readyState !== open) return;
      socket.send(joined(parts));
      while (socket.bufferedAmount > mostBuffered && socket.readyState === open) {
        await new Promise<void>((resolve) => setTimeout(resolve, lookAgainMs));
      }
    },
    start() {
      socket.addEventListener('message', ({ data }) => {
        if (over) return;
        // A text message is no frame: as an empty message it ends the connection.
        duplex.onMessage(data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array(0));
      });
      socket.addEventListener('close', ({ code }) => {
        opened.resolve();
        if (over) return;
        over = true;
        if (code === normalClosure || code === goingAway) duplex.onClose();
        else duplex.onClose({ id: 'rpc.connection-lost', message: `The WebSocket closed (${code}).`, data: { code } });
      });
    },
    async close() {
      if (over) return;
      over = true;
      socket.close(normalClosure);
    },
  };
  return duplex;
}
