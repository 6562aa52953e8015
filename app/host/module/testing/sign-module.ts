/** Signs a module as the kernel's scripts/sign-file does, with a key of its own; for tests, and with openssl. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Makes `key.pem` and `key.x509` in the folder. `name`: the certificate's common name. */
export function signModule(module: Uint8Array, folder: string, name: string): Buffer {
  const at = (file: string): string => join(folder, file);
  const subject = ['-subj', `/O=uiomem studio/CN=${name}`, '-days', '2'];
  const made = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', at('key.pem'), '-out', at('key.x509')];
  execFileSync('openssl', ['req', ...made, ...subject], { stdio: 'ignore' });
  writeFileSync(at('module'), module);
  const how = ['cms', '-sign', '-binary', '-noattr', '-nocerts', '-md', 'sha256', '-outform', 'DER'];
  const key = ['-signer', at('key.x509'), '-inkey', at('key.pem')];
  execFileSync('openssl', [...how, ...key, '-in', at('module'), '-out', at('signature')]);
  const signature = readFileSync(at('signature'));
  // struct module_signature: id_type PKEY_ID_PKCS7, the length big-endian (include/linux/module_signature.h).
  const trailer = Buffer.alloc(12);
  trailer[2] = 2;
  trailer.writeUInt32BE(signature.length, 8);
  return Buffer.concat([module, signature, trailer, Buffer.from('~Module signature appended~\n')]);
}
