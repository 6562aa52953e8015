/** Private keys of the workstation: which files to try, and opening them. */
import { readFile } from 'node:fs/promises';
import ssh2, { type ParsedKey } from 'ssh2';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { Destination, IdentityFile } from './destination.ts';

export type Identity = IdentityFile &
  ({ readonly state: 'open'; readonly key: ParsedKey } | { readonly state: 'encrypted'; readonly text: string });

function parse(text: string, passphrase?: string): ParsedKey | Error {
  const parsed = ssh2.utils.parseKey(text, passphrase);
  return Array.isArray(parsed) ? (parsed[0] ?? new Error('the file holds no key')) : parsed;
}

/** ssh2 tells an encrypted key by its message only; both of its forms contain these words. */
const isEncrypted = (error: Error): boolean => /encrypted/i.test(error.message) && /passphrase/i.test(error.message);

function identityOf(file: IdentityFile, text: string): Identity | Error {
  const key = parse(text);
  if (!(key instanceof Error)) {
    return key.isPrivateKey() ? { ...file, state: 'open', key } : new Error('it holds a public key');
  }
  return isEncrypted(key) ? { ...file, state: 'encrypted', text } : key;
}

/**
 * The key files of a destination that can be used. A required one that is absent or no private key is
 * `ssh.identity-unusable`; others are passed over.
 */
export async function identitiesFor({ identityFiles }: Destination): Promise<Identity[]> {
  const identities: Identity[] = [];
  for (const named of identityFiles) {
    const { file, required } = named;
    const found = await readFile(file, 'utf8').then(
      (text) => identityOf(named, text),
      (error: Error) => error,
    );
    if (!(found instanceof Error)) identities.push(found);
    else if (required) {
      throw problem('ssh.identity-unusable', `The key file ${file} cannot be used: ${found.message}.`, {
        hint: 'Name the private key (without .pub) in OpenSSH or PEM form: Ed25519, ECDSA or RSA.',
        data: { stage: 'authenticate', file },
        cause: found,
      });
    }
  }
  return identities;
}

/** Opens an encrypted key; undefined when the passphrase does not open it. */
export function openIdentity(identity: { readonly text: string }, passphrase: string): ParsedKey | undefined {
  const key = parse(identity.text, passphrase);
  return key instanceof Error ? undefined : key;
}
