/** A board's own keys and password. They live as long as its folder, so that its host key stays the known one. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from './run-program.ts';

/** The types that sshd makes by default (ssh-keygen -A), most wanted first. */
export const hostKeyTypes = ['ed25519', 'ecdsa', 'rsa'] as const;

export interface BoardSecrets {
  readonly hostKeys: readonly { readonly type: string; readonly privateKey: string; readonly publicKey: string }[];
  /** User dev's. */
  readonly password: string;
  /** The same as /etc/shadow wants it (SHA-512). */
  readonly passwordHash: string;
}

/** Makes what is missing in `folder` (all or nothing), and reads it. */
export async function boardSecrets(folder: string, signal: AbortSignal | undefined): Promise<BoardSecrets> {
  const home = join(folder, 'secrets');
  if (!existsSync(home)) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const work = await mkdtemp(join(folder, 'secrets.'));
    try {
      for (const type of hostKeyTypes) {
        await runProgram('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', 'board', '-f', join(work, type)], { signal });
      }
      const password = randomBytes(9).toString('base64url');
      const hash = await runProgram('openssl', ['passwd', '-6', '-stdin'], { input: `${password}\n`, signal });
      await writeFile(join(work, 'password'), password, { mode: 0o600 });
      await writeFile(join(work, 'password-hash'), hash.trim(), { mode: 0o600 });
      await rename(work, home);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
  return {
    hostKeys: await Promise.all(
      hostKeyTypes.map(async (type) => ({
        type,
        privateKey: await readFile(join(home, type), 'utf8'),
        publicKey: (await readFile(join(home, `${type}.pub`), 'utf8')).split(' ').slice(0, 2).join(' '),
      })),
    ),
    password: await readFile(join(home, 'password'), 'utf8'),
    passwordHash: await readFile(join(home, 'password-hash'), 'utf8'),
  };
}
