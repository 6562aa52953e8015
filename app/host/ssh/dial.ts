/** The stream to a machine: TCP from here, or a channel through a jump host. */
import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { connect as connectSocket, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { Destination } from './destination.ts';
import type { StageWatch } from './stage-watch.ts';

/** A stream that is open, and how to be rid of it. */
export interface Dialled {
  readonly stream: Duplex;
  /** At once, whatever the other side does. */
  destroy(): void;
  /** A better word for why there was no connection, where the way there has one. */
  explain?(cause: unknown): Promise<unknown>;
}

/** Looks the name up and connects. Throws node's errors, or what ends the watch; then nothing stays open. */
export async function dialTcp({ host, port, family }: Destination, watch: StageWatch): Promise<Dialled> {
  // The socket is made after the wait for the name, so that a cancelled wait leaves none behind.
  const addresses = await Promise.race([lookup(host, { all: true, family }), watch.failed]);
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
    // A channel stays half open until both sides end it; the machine behind it has ended.
    stream.once('end', () => stream.destroy());
    return { stream, destroy: () => void stream.destroy() };
  } catch (thrown) {
    given = false;
    throw forwardProblem(jump.name, host, port, thrown);
  }
}

/** Reason code of RFC 4254, 5.1. */
const administrativelyProhibited = 1;

/** What a jump host says that does not let us through (RFC 4254, 5.1); its words are those of its system. */
function forwardProblem(jump: string, host: string, port: number, thrown: unknown): unknown {
  if (!(thrown instanceof Error) || !('reason' in thrown)) return thrown;
  const said = thrown.message.replace(/^\(SSH\) Channel open failure: /, '');
  const data = { host, port, via: jump, said };
  const at = `${host} port ${port}`;
  if (thrown.reason === administrativelyProhibited || /prohibited/i.test(said)) {
    return problem('ssh.jump-refused', `The jump host ${jump} does not connect others to ${at}: ${said}.`, {
      hint: 'Its server must allow it (AllowTcpForwarding, PermitOpen in its sshd_config).',
      data,
      cause: thrown,
    });
  }
  const id = /refused/i.test(said)
    ? 'ssh.connection-refused'
    : /timed out|timeout/i.test(said)
      ? 'ssh.timeout'
      : /not known|resolution|unknown host|no address|resolve/i.test(said)
        ? 'ssh.host-not-found'
        : 'ssh.unreachable';
  return problem(id, `The jump host ${jump} cannot connect to ${at}: ${said}.`, {
    hint: 'Seen from the jump host: is the board powered, is the address right there, does its sshd run?',
    data,
    cause: thrown,
  });
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
