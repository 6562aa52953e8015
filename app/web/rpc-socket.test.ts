/** A window that is gone without a word is noticed, and one that is quiet is not. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { rpcSockets } from './rpc-socket.ts';

test('a window that answers no ping is ended; one that does stays', async () => {
  const ended: string[] = [];
  const http = createServer();
  const sockets = rpcSockets((duplex) => {
    duplex.onClose = (reason) => ended.push(reason?.id ?? 'orderly');
    duplex.start();
  }, 50);
  http.on('upgrade', (request, stream, head) => sockets.upgrade(request, stream, head));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}/`;
  const alive = new WebSocket(url, 'uiomem-studio');
  const dead = new WebSocket(url, 'uiomem-studio', { autoPong: false });
  let pings = 0;
  alive.on('ping', () => {
    pings += 1;
  });
  await new Promise((resolve) => dead.once('close', resolve));
  while (pings < 5) await new Promise((resolve) => alive.once('ping', resolve));
  expect([ended, alive.readyState]).toEqual([['rpc.connection-lost'], WebSocket.OPEN]);
  const goodbye = new Promise((resolve) => alive.once('close', resolve));
  sockets.close();
  // RFC 6455, 7.4.1: going away.
  expect(await goodbye).toBe(1001);
  http.close();
});
