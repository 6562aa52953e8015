/** Private keys of the workstation: which files to try, and opening them. */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import ssh2, { type ParsedKey } from 'ssh2';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { Board } from '../../contract/board.ts';

export type Identity =
  | { readonly file: string; readonly state: 'open'; readonly key: ParsedKey }
  | { readonly file: string; readonly state: 'encrypted'; readonly text: string };

/** Files that ssh(1) tries by itself and that ssh2 can use, in its order. */
const usualFiles = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

function parse(text: string, passphrase?: string): ParsedKey | Error {
  const parsed = ssh2.utils.parseKey(text, passphrase);
  return Array.isArray(parsed) ? (parsed[0] ?? new Error('the file holds no key')) : parsed;
}

/** ssh2 tells an encrypted key by its message only; both of its forms contain these words. */
const isEncrypted = (error: Error): boolean => /encrypted/i.test(error.message) && /passphrase/i.test(error.message);

function identityOf(file: string, text: string): Identity | Error {
  const key = parse(text);
  if (!(key instanceof Error)) {
    return key.isPrivateKey() ? { file, state: 'open', key } : new Error('it holds a public key');
  }
  return isEncrypted(key) ? { file, state: 'encrypted', text } : key;
}

/**
 * The key files to try for a board: the one it names, or the usual ones that are there.
 * A named file that is absent or no private key is `ssh.identity-unusable`; unusable usual files are passed over.
 */
export async function identitiesFor(board: Board, home = process.env.HOME ?? homedir()): Promise<Identity[]> {
  if (board.identityFile !== undefined) {
    const file = board.identityFile.replace(/^~(?=\/)/, home);
    const found = await readFile(file, 'utf8').then(
      (text) => identityOf(file, text),
      (error: Error) => error,
    );
    if (!(found instanceof Error)) return [found];
    throw problem('ssh.identity-unusable', `The key file ${file} cannot be used: ${found.message}.`, {
      hint: 'Name the private key (without .pub) in OpenSSH or PEM form: Ed25519, ECDSA or RSA.',
      data: { stage: 'authenticate', file },
      cause: found,
    });
  }
  const identities: Identity[] = [];
  for (const name of usualFiles) {
    const file = join(home, '.ssh', name);
    const text = await readFile(file, 'utf8').catch(() => undefined);
    const found = text === undefined ? undefined : identityOf(file, text);
    if (found !== undefined && !(found instanceof Error)) identities.push(found);
  }
  return identities;
}

/** Opens an encrypted key; undefined when the passphrase does not open it. */
export function openIdentity(identity: { readonly text: string }, passphrase: string): ParsedKey | undefined {
  const key = parse(identity.text, passphrase);
  return key instanceof Error ? undefined : key;
}
