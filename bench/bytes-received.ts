/** What a page gets over the network, as Chromium counts it: answers of HTTP and messages of WebSockets. */
import type { Page } from 'playwright-core';

export interface Received {
  /** Bytes in each whole second since the begin. */
  perSecond(): number[];
  /** WebSocket messages of at least so many bytes. */
  messagesOver(bytes: number): number;
}

export async function bytesReceived(page: Page): Promise<Received> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Network.enable');
  const started = performance.now();
  const seconds: number[] = [];
  const messages: number[] = [];
  const count = (bytes: number) => {
    const second = Math.floor((performance.now() - started) / 1000);
    seconds[second] = (seconds[second] ?? 0) + bytes;
  };
  cdp.on('Network.webSocketFrameReceived', ({ response: { opcode, payloadData } }) => {
    // Opcode 2 is a binary message, told in base64 (RFC 4648: 4 characters for 3 bytes).
    const bytes = opcode === 2 ? Math.floor((payloadData.length * 3) / 4) : payloadData.length;
    messages.push(bytes);
    count(bytes);
  });
  cdp.on('Network.dataReceived', ({ dataLength }) => count(dataLength));
  return {
    perSecond: () => Array.from({ length: seconds.length }, (_, second) => seconds[second] ?? 0),
    messagesOver: (bytes) => messages.filter((each) => each >= bytes).length,
  };
}
