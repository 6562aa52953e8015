/** Keeps secrets in the system's key ring where there is one, and says plainly when they last only as long as the program. */
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';

/** What is used of Electron's safeStorage. */
export interface SafeStorage {
  isEncryptionAvailable(): boolean;
  getSelectedStorageBackend(): string;
  encryptString(text: string): Uint8Array;
  decryptString(encrypted: Buffer): string;
}

export interface SecretStore {
  available(): { readonly kind: 'system' } | { readonly kind: 'memory-only'; readonly why: string };
  /** Of all that are kept; without the key ring being asked. */
  names(): Promise<readonly string[]>;
  /** Undefined also for one that the key ring of today cannot open. */
  get(name: string): Promise<string | undefined>;
  set(name: string, secret: string): Promise<void>;
  delete(name: string): Promise<void>;
}

/** Pairs of a name, which may be any text, and base64 of what safeStorage gave. */
const secretsFile = z.object({ format: z.literal(1), secrets: z.array(z.tuple([z.string(), z.base64()])) });

/** Call after `ready`: before it the key ring is not known. On Linux only is there a choice of backend. */
export function secretStore(safeStorage: SafeStorage, file: string, platform: NodeJS.Platform): SecretStore {
  const why = whyMemoryOnly(safeStorage, platform);
  if (why !== undefined) return memoryStore(why);

  let last: Promise<unknown> = Promise.resolve();
  /** One change after the other, so that none undoes another. */
  const change = (edit: (secrets: Map<string, string>) => void): Promise<void> => {
    const done = last.then(async () => {
      const secrets = await readSecrets(file);
      edit(secrets);
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await writeFileAtomic(file, `${JSON.stringify({ format: 1, secrets: [...secrets] })}\n`, { mode: 0o600 });
    });
    last = done.catch(() => {});
    return done;
  };
  return {
    available: () => ({ kind: 'system' }),
    async names() {
      await last;
      return [...(await readSecrets(file)).keys()];
    },
    async get(name) {
      await last;
      const encrypted = (await readSecrets(file)).get(name);
      if (encrypted === undefined) return undefined;
      try {
        return safeStorage.decryptString(Buffer.from(encrypted, 'base64'));
      } catch {
        return undefined;
      }
    },
    set: (name, secret) => {
      const encrypted = Buffer.from(safeStorage.encryptString(secret)).toString('base64');
      return change((secrets) => {
        secrets.set(name, encrypted);
      });
    },
    delete: (name) =>
      change((secrets) => {
        secrets.delete(name);
      }),
  };
}

function whyMemoryOnly(safeStorage: SafeStorage, platform: NodeJS.Platform): string | undefined {
  if (!safeStorage.isEncryptionAvailable()) return 'This system offers no key ring.';
  // With basic_text the key is a constant of the program: whoever can read the file can read the secret.
  if (platform === 'linux' && ['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend()))
    return 'No key ring runs in this session (GNOME Keyring, KWallet); a file would protect nothing.';
  return undefined;
}

function memoryStore(why: string): SecretStore {
  const secrets = new Map<string, string>();
  return {
    available: () => ({ kind: 'memory-only', why }),
    names: async () => [...secrets.keys()],
    get: async (name) => secrets.get(name),
    set: async (name, secret) => {
      secrets.set(name, secret);
    },
    delete: async (name) => {
      secrets.delete(name);
    },
  };
}

/** A file that cannot be understood holds nothing that could be used again. */
async function readSecrets(file: string): Promise<Map<string, string>> {
  try {
    return new Map(secretsFile.parse(JSON.parse(await readFile(file, 'utf8'))).secrets);
  } catch {
    return new Map();
  }
}
