import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SafeStorage, secretStore } from './secret-store.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-secrets-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A key ring that turns each byte over. */
function keyRing(backend: string): SafeStorage {
  const turned = (bytes: Uint8Array) => Buffer.from(bytes.map((byte) => byte ^ 0xff));
  return {
    isEncryptionAvailable: () => backend !== 'none',
    getSelectedStorageBackend: () => backend,
    encryptString: (text) => turned(Buffer.from(text)),
    decryptString(encrypted) {
      if (encrypted.length === 1) throw new Error('not ours');
      return turned(encrypted).toString();
    },
  };
}

test('with a key ring secrets outlast the program, and their text is in no file', async () => {
  const file = join(folder, 'secrets.json');
  const store = secretStore(keyRing('gnome_libsecret'), file, 'linux');
  expect(store.available()).toEqual({ kind: 'system' });
  await Promise.all([store.set('__proto__', 'first'), store.set('b', 'second'), store.set('c', 'third')]);
  await store.delete('c');
  const again = secretStore(keyRing('gnome_libsecret'), file, 'linux');
  expect(await Promise.all(['__proto__', 'b', 'c', 'toString'].map((name) => again.get(name)))).toEqual([
    'first',
    'second',
    undefined,
    undefined,
  ]);
  expect(await again.names()).toEqual(['__proto__', 'b']);
  expect(await readFile(file, 'utf8')).not.toMatch(/first|second|third/);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('without one they last as long as the program, and it says why', async () => {
  for (const backend of ['none', 'basic_text', 'unknown']) {
    const file = join(folder, backend);
    const store = secretStore(keyRing(backend), file, 'linux');
    expect(store.available()).toEqual({ kind: 'memory-only', why: expect.stringMatching(/key ring/) });
    await store.set('a', 'secret');
    expect(await store.get('a')).toBe('secret');
    await store.delete('a');
    expect(await store.get('a')).toBeUndefined();
    await expect(stat(file)).rejects.toThrow('ENOENT');
  }
});

test('what the key ring cannot open, and a damaged file, count as not there', async () => {
  const file = join(folder, 'secrets.json');
  const store = secretStore(keyRing('kwallet6'), file, 'linux');
  await writeFile(file, '{"format":1,"secrets":[["a","AA=="]]}');
  expect(await store.get('a')).toBeUndefined();
  await writeFile(file, '{');
  expect(await store.get('a')).toBeUndefined();
  await store.set('a', 'anew');
  expect(await store.get('a')).toBe('anew');
});
