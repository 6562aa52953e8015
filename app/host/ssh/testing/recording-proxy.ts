/** A TCP proxy on loopback between a client and a server under test: records what the client sends, and falls silent when told. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface RecordingProxy extends AsyncDisposable {
  readonly port: number;
  /** What each connection's client has sent. */
  readonly sent: readonly Uint8Array[];
  /** From now on no byte passes, and no connection ends: as when a cable is pulled. */
  stall(): void;
  /** Ends each connection. */
  cut(): void;
}

export async function recordingProxy(target: number): Promise<RecordingProxy> {
  const sent: Buffer[] = [];
  const sockets = new Set<Socket>();
  let stalled = false;
  const server = createServer((client) => {
    const index = sent.push(Buffer.alloc(0)) - 1;
    const upstream = connect(target, '127.0.0.1');
    const pass = (from: Socket, to: Socket, record: (bytes: Buffer) => void) => {
      sockets.add(from);
      from.on('data', (bytes: Buffer) => {
        record(bytes);
        if (!stalled) to.write(bytes);
      });
      from.on('end', () => void (stalled || to.end()));
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        if (!stalled) to.destroy();
      });
    };
    pass(client, upstream, (bytes) => {
      sent[index] = Buffer.concat([sent[index] ?? Buffer.alloc(0), bytes]);
    });
    pass(upstream, client, () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    sent,
    stall: () => {
      stalled = true;
    },
    cut,
    async [Symbol.asyncDispose]() {
      stalled = false;
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * Numbers of the messages in what a client sent, as long as they are in the clear (RFC 4253, 6: length, padding, number); after
 * SSH_MSG_NEWKEYS (21) it is not known what is sent, which is said by `'encrypted'`. The first line is the version.
 */
export function clearMessages(bytes: Uint8Array): (number | 'encrypted')[] {
  const data = Buffer.from(bytes);
  const numbers: (number | 'encrypted')[] = [];
  for (let at = data.indexOf('\n') + 1; at + 6 <= data.length; ) {
    const number = data.readUInt8(at + 5);
    numbers.push(number);
    at += 4 + data.readUInt32BE(at);
    if (number === 21 && at < data.length) return [...numbers, 'encrypted'];
  }
  return numbers;
}
