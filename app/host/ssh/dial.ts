/** The stream to a machine: TCP from here, or a channel through a jump host. */
import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { connect as connectSocket, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import type { Destination } from './destination.ts';
import type { StageWatch } from './stage-watch.ts';

/** A stream that is open, and how to be rid of it. */
export interface Dialled {
  readonly stream: Duplex;
  /** At once, whatever the other side does. */
  destroy(): void;
}

/** Looks the name up and connects. Throws node's errors, or what ends the watch; then nothing stays open. */
export async function dialTcp({ host, port }: Destination, watch: StageWatch): Promise<Dialled> {
  // The socket is made after the wait for the name, so that a cancelled wait leaves none behind.
  const addresses = await Promise.race([lookup(host, { all: true }), watch.failed]);
  watch.enter('connect', `connecting to ${host} port ${port}`);
  const socket = openSocket(host, port, addresses);
  try {
    await Promise.race([connected(socket), watch.failed]);
  } catch (thrown) {
    socket.destroy();
    throw thrown;
  }
  return { stream: socket, destroy: () => void socket.destroy() };
}

/** Has a jump host connect to the machine. */
export async function dialThrough(
  jump: { readonly name: string; readonly client: Client },
  { host, port }: Destination,
  watch: StageWatch,
): Promise<Dialled> {
  watch.enter('connect', `connecting to ${host} port ${port} through ${jump.name}`);
  let given = true;
  const forwarded = new Promise<Duplex>((resolve, reject) => {
    jump.client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
      if (error !== undefined) reject(error);
      else if (given) resolve(channel);
      else channel.destroy();
    });
  });
  forwarded.catch(() => {});
  try {
    const stream = await Promise.race([forwarded, watch.failed]);
    return { stream, destroy: () => void stream.destroy() };
  } catch (thrown) {
    given = false;
    throw thrown;
  }
}

function openSocket(host: string, port: number, addresses: readonly LookupAddress[]): Socket {
  return connectSocket({
    host,
    port,
    noDelay: true,
    lookup: (_host, options, callback) => {
      const first = addresses[0];
      if (options.all === true) callback(null, [...addresses]);
      else callback(null, first?.address ?? '', first?.family ?? 4);
    },
  });
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
}
