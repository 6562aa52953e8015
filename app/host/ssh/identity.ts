/** Private keys of the workstation: which files can be used, and opening them; public ones, which name keys of the agent. */
import { readFile } from 'node:fs/promises';
import ssh2, { type ParsedKey } from 'ssh2';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { type AgentKey, keysOfAgent } from './agent.ts';
import type { Destination, IdentityFile } from './destination.ts';

export type Identity = IdentityFile & {
  /** Base64 of the public key; undefined where an old format hides it. */
  readonly publicKey: string | undefined;
} & (
    | { readonly state: 'open'; readonly key: ParsedKey }
    | { readonly state: 'encrypted'; readonly text: string }
    /** The private half is elsewhere: in the agent, if anywhere. */
    | { readonly state: 'public' }
  );

function parse(text: string, passphrase?: string): ParsedKey | Error {
  const parsed = ssh2.utils.parseKey(text, passphrase);
  return Array.isArray(parsed) ? (parsed[0] ?? new Error('the file holds no key')) : parsed;
}

/** ssh2 tells an encrypted key by its message only; both of its forms contain these words. */
const isEncrypted = (error: Error): boolean => /encrypted/i.test(error.message) && /passphrase/i.test(error.message);

const publicPart = (key: ParsedKey): string => key.getPublicSSH().toString('base64');

/** The public key that an encrypted one of OpenSSH's format shows (PROTOCOL.key: it is kept in the clear). */
function shownPublicKey(text: string): string | undefined {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END/.exec(text)?.[1];
  if (body === undefined) return undefined;
  const bytes = Buffer.from(body, 'base64');
  let at = 'openssh-key-v1\0'.length;
  const take = (): Buffer => {
    const length = bytes.readUInt32BE(at);
    const value = bytes.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    return value;
  };
  try {
    // Cipher, derivation, its options; the number of keys; the first public key.
    for (let skipped = 0; skipped < 3; skipped += 1) take();
    at += 4;
    return take().toString('base64');
  } catch {
    return undefined;
  }
}

function identityOf(named: IdentityFile, text: string): Identity | Error {
  const key = parse(text);
  if (!(key instanceof Error)) {
    const publicKey = publicPart(key);
    return key.isPrivateKey() ? { ...named, publicKey, state: 'open', key } : { ...named, publicKey, state: 'public' };
  }
  return isEncrypted(key) ? { ...named, publicKey: shownPublicKey(text), state: 'encrypted', text } : key;
}

const read = (file: string): Promise<string | Error> =>
  readFile(file, 'utf8').catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));

/** The file's key, or where there is no such file the public key beside it. */
async function identityIn(named: IdentityFile): Promise<Identity | Error> {
  const text = await read(named.file);
  if (!(text instanceof Error)) return identityOf(named, text);
  const beside = await read(`${named.file}.pub`);
  return beside instanceof Error ? text : identityOf(named, beside);
}

/**
 * The key files of a destination that can be used. A required one that is absent or no private key is
 * `ssh.identity-unusable`; others are passed over.
 */
export async function identitiesFor({ identityFiles }: Destination): Promise<Identity[]> {
  const identities: Identity[] = [];
  for (const named of identityFiles) {
    const { file, required } = named;
    const found = await identityIn(named);
    const why = found instanceof Error ? found.message : found.state === 'public' ? 'it holds a public key' : undefined;
    if (required && why !== undefined) {
      throw problem('ssh.identity-unusable', `The key file ${file} cannot be used: ${why}.`, {
        hint: 'Name the private key (without .pub) in OpenSSH or PEM form: Ed25519, ECDSA or RSA.',
        data: { stage: 'authenticate', file },
        cause: found,
      });
    }
    if (!(found instanceof Error)) identities.push(found);
  }
  return identities;
}

/** The agent's keys that are to be offered: those of the files first, and no others where the destination says so. */
export async function agentKeysFor(
  { agent, identitiesOnly }: Destination,
  identities: readonly Identity[],
): Promise<AgentKey[] | Error> {
  if (agent === undefined) return [];
  const held = await keysOfAgent(agent);
  if (held instanceof Error) return held;
  const named = identities.map(({ publicKey }) => publicKey);
  const open = identities.filter(({ state }) => state === 'open').map(({ publicKey }) => publicKey);
  const place = ({ key }: AgentKey) => named.indexOf(publicPart(key));
  const rank = (key: AgentKey) => (place(key) === -1 ? named.length : place(key));
  return held
    .filter(({ key }) => !open.includes(publicPart(key)))
    .filter((key) => !identitiesOnly || place(key) !== -1)
    .toSorted((one, other) => rank(one) - rank(other));
}

/** Opens an encrypted key; undefined when the passphrase does not open it. */
export function openIdentity(identity: { readonly text: string }, passphrase: string): ParsedKey | undefined {
  const key = parse(identity.text, passphrase);
  return key instanceof Error ? undefined : key;
}
