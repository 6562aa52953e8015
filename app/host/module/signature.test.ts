/** Signatures made by openssl as scripts/sign-file makes them: detached CMS without attributes, behind it the kernel's trailer. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSignature } from './signature.ts';
import { elfModule } from './testing/elf-module.ts';
import { signModule } from './testing/sign-module.ts';

const module = Buffer.from(elfModule({ modinfo: ['name=uiomem', 'vermagic=6.1.0'] }));
let folder: string;
let signed: Buffer;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'signature-'));
  signed = signModule(module, folder, 'Bench key of the lab');
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a module without one', () => {
  expect(readSignature(module)).toBeUndefined();
  expect(readSignature(new Uint8Array(3))).toBeUndefined();
});

test('the signer is the common name of the certificate’s issuer', () => {
  expect(readSignature(signed)).toEqual({ signer: 'Bench key of the lab' });
  const part = signed.subarray(0, signed.length - 1);
  expect(readSignature(part)).toBeUndefined();
});

test('a signature that names the key alone', () => {
  writeFileSync(join(folder, 'module'), module);
  const key = ['-signer', join(folder, 'key.x509'), '-inkey', join(folder, 'key.pem')];
  const how = ['cms', '-sign', '-binary', '-noattr', '-nocerts', '-keyid', '-outform', 'DER'];
  execFileSync('openssl', [...how, ...key, '-in', join(folder, 'module'), '-out', join(folder, 'sig')]);
  const text = execFileSync('openssl', [
    'x509',
    '-in',
    join(folder, 'key.x509'),
    '-noout',
    '-ext',
    'subjectKeyIdentifier',
  ]);
  const id = /([0-9A-F]{2}:){19}[0-9A-F]{2}/.exec(text.toString())?.[0].replaceAll(':', '').toLowerCase();
  const signature = readFileSync(join(folder, 'sig'));
  const trailer = Buffer.alloc(12);
  trailer[2] = 2;
  trailer.writeUInt32BE(signature.length, 8);
  const file = Buffer.concat([module, signature, trailer, Buffer.from('~Module signature appended~\n')]);
  expect(readSignature(file)).toEqual({ signer: id });
});

test('no damaged signature makes the reader throw', () => {
  fc.assert(
    fc.property(fc.nat(signed.length - 1), fc.nat(255), fc.nat(signed.length), (at, value, from) => {
      const damaged = Buffer.from(signed);
      damaged[at] = value;
      readSignature(damaged);
      readSignature(damaged.subarray(from));
    }),
  );
});
