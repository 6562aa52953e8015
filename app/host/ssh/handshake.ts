/** SSH over a stream that is open: the host's key is judged before anything of ours is shown, then we log in. */
import type { Duplex } from 'node:stream';
import ssh2, { type Client, type ConnectConfig } from 'ssh2';
import { ProblemError, problem } from '../../../remote-helper/rpc/problem.ts';
import { type Authentication, type AuthenticationParts, authentication } from './authentication.ts';
import type { Destination } from './destination.ts';
import { checkHostKey, type KnownHosts } from './host-key.ts';
import { type HostKey, hostKeyOf, orderedAlgorithms } from './known-hosts.ts';
import { storeHostKey } from './known-hosts-files.ts';
import type { StageWatch } from './stage-watch.ts';

export interface HandshakeParts extends AuthenticationParts {
  readonly known: KnownHosts;
  /** Fingerprint of an unknown key to accept and file. */
  readonly trust: string | undefined;
}

export interface Handshake {
  readonly client: Client;
  readonly hostKey: HostKey;
  /** Such as `aes128-gcm@openssh.com`: from us, to us. */
  readonly ciphers: readonly [string, string];
}

/** GCM first: half the cost of CTR with a separate MAC, and in hardware where the board has it. */
const ciphers = [
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  'chacha20-poly1305@openssh.com',
  'aes128-ctr',
  'aes192-ctr',
  'aes256-ctr',
] as const;

function configFor(sock: Duplex, to: Destination, known: KnownHosts): ConnectConfig {
  return {
    sock,
    username: to.user,
    readyTimeout: 0,
    keepaliveInterval: to.keepalive.intervalMs,
    // Whether the peer is silent is judged by the bytes that come (live-connection.ts); this only makes it speak.
    keepaliveCountMax: Number.MAX_SAFE_INTEGER,
    algorithms: {
      serverHostKey: orderedAlgorithms(known.entries, to.knownAs.host, to.knownAs.port),
      cipher: [...ciphers],
      compress: ['none'],
    },
  };
}

/** Throws Problems and what ssh2 throws; nothing of the client stays after a failure. `sock` is the caller's to end. */
export async function handshake(sock: Duplex, parts: HandshakeParts, watch: StageWatch): Promise<Handshake> {
  const { to, known } = parts;
  const who = authentication(parts, watch);
  let hostKey: HostKey | undefined;
  let store = false;
  let refused: ProblemError | undefined;
  let agreed: readonly [string, string] = ['', ''];
  const client = new ssh2.Client();
  client.once('handshake', ({ cs, sc }) => {
    agreed = [cs.cipher, sc.cipher];
  });
  const config: ConnectConfig = {
    ...configFor(sock, to, known),
    // Synchronous on purpose: nothing else happens until it has answered. It runs again at each renewal of the keys.
    hostVerifier: (bytes: Buffer) => {
      const key = hostKeyOf(bytes);
      if (hostKey !== undefined) return hostKey.blob === key.blob;
      const checked = checkHostKey(to, known, key, { trust: parts.trust, jump: parts.hop !== undefined });
      if (checked.accepted) {
        hostKey = key;
        store = checked.store;
        return true;
      }
      refused = checked.problem;
      return false;
    },
    authHandler: (offered, _partial, next) => {
      if (watch.stage !== 'authenticate') {
        const { agentKeys } = parts;
        const agent = agentKeys instanceof Error ? `; the agent ${to.agent} is gone: ${agentKeys.message}` : '';
        watch.enter('authenticate', `logging in as ${to.user}${agent}`);
      }
      who.next(offered).then(
        // A false ends the attempt; ssh2's types leave it out.
        (method) => (next as (method: unknown) => void)(method),
        (error: Error) => client.emit('error', error),
      );
    },
  };
  try {
    await Promise.race([ready(client, config, watch), watch.failed]).catch((error: Error & { level?: unknown }) => {
      if (refused !== undefined) throw refused;
      if (error.level === 'client-authentication') throw who.refusal();
      const told = error instanceof ProblemError || error.level !== undefined;
      if (watch.stage === 'authenticate' && who.tried.length > 0 && !told) throw lateRefusal(error, who);
      throw error;
    });
    if (hostKey === undefined) throw problem('internal', 'SSH was ready without a host key.');
    if (store) await storeHostKey(known.files.own, to.knownAs.host, to.knownAs.port, hostKey);
    return { client, hostKey, ciphers: agreed };
  } catch (thrown) {
    client.on('error', () => {});
    client.destroy();
    throw thrown;
  }
}

/** The key that the host shows. Nothing but the key exchange happens: the connection ends before anything of ours is shown. */
export async function hostKeyShown(
  sock: Duplex,
  { to, known }: { readonly to: Destination; readonly known: KnownHosts },
  watch: StageWatch,
): Promise<HostKey> {
  const client = new ssh2.Client();
  let shown: HostKey | undefined;
  const config: ConnectConfig = {
    ...configFor(sock, to, known),
    hostVerifier: (bytes: Buffer) => {
      shown = hostKeyOf(bytes);
      return false;
    },
  };
  try {
    await Promise.race([ready(client, config, watch), watch.failed]).catch((error: Error) => {
      if (shown === undefined) throw error;
    });
    if (shown === undefined) throw problem('internal', 'SSH was ready without a host key.');
    return shown;
  } finally {
    client.on('error', () => {});
    client.destroy();
  }
}

/** A server that disconnects while we log in (too many attempts, a ban): say that, and what was tried. */
function lateRefusal(error: Error, who: Authentication): ProblemError {
  const { problem: refusal } = who.refusal();
  return problem(refusal.id, `${refusal.message} The server then ended the connection: ${error.message}.`, {
    ...(refusal.hint === undefined ? {} : { hint: refusal.hint }),
    data: { ...refusal.data, disconnected: error.message },
    cause: error,
  });
}

function ready(client: Client, config: ConnectConfig, watch: StageWatch): Promise<void> {
  return new Promise((resolve, reject) => {
    client.once('ready', resolve);
    // An agent that does not answer is one way less, not the end: ssh2 goes on to the next by itself.
    client.on('error', (error: Error & { level?: unknown }) => {
      if (error.level !== 'agent') reject(error);
    });
    client.once('close', () => reject(new Error('the server ended the connection')));
    client.connect(config);
    if (config.sock !== undefined) watch.hear(config.sock as Duplex);
  });
}
