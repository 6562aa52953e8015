/** Messages over a MessagePort of a page, a worker or node: one Uint8Array each, copied, and `null` as the end. */
import type { Duplex } from './duplex.ts';
import { joined } from './frame.ts';

/** What the ports of the DOM and of node share. */
export interface MessagePortLike {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listener: () => void): void;
  start(): void;
  close(): void;
}

/** A port has no backpressure of its own: the credit of each stream is what bounds what is under way. */
export function messagePortDuplex(port: MessagePortLike): Duplex {
  let over = false;
  const finish = () => {
    if (over) return;
    over = true;
    duplex.onClose();
  };
  const duplex: Duplex = {
    onMessage: () => {},
    onClose: () => {},
    async send(parts) {
      if (over) return;
      const message = joined(parts);
      port.postMessage(message);
    },
    start() {
      port.addEventListener('message', ({ data }) => {
        if (over) return;
        if (data === null) finish();
        else duplex.onMessage(data instanceof Uint8Array ? data : new Uint8Array(0));
      });
      port.addEventListener('close', finish);
      port.start();
    },
    async close() {
      if (over) return;
      over = true;
      port.postMessage(null);
      port.close();
    },
  };
  return duplex;
}
