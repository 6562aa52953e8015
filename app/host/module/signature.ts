/** The signature that the kernel's sign-file puts behind a module, and who made it. */

/** include/linux/module_signature.h: MODULE_SIG_STRING. */
const marker = Buffer.from('~Module signature appended~\n');
/** struct module_signature: five bytes, three of padding, and the signature's length, big-endian. */
const trailerSize = 12;
/** enum pkey_id_type: what sign-file writes since Linux 4.3. */
const pkcs7 = 2;

export interface ModuleSignature {
  /** Common name of the certificate's issuer, as modinfo tells it; the key's id in hex where the signature names only that. */
  readonly signer: string;
}

/** Undefined when the file is not signed; a damaged signature is of signer `unknown`. */
export function readSignature(file: Uint8Array): ModuleSignature | undefined {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const end = bytes.length - marker.length;
  if (end < 0 || !bytes.subarray(end).equals(marker)) return undefined;
  const trailer = end - trailerSize;
  const unknown = { signer: 'unknown' };
  if (trailer < 0) return unknown;
  const size = bytes.readUInt32BE(trailer + 8);
  if (bytes[trailer + 2] !== pkcs7 || size > trailer) return unknown;
  const signer = signerOf(bytes.subarray(trailer - size, trailer));
  return signer === undefined ? unknown : { signer };
}

interface Der {
  readonly tag: number;
  readonly content: Buffer;
}

/** The elements of a DER sequence (ITU-T X.690); those before the first that is no whole one. */
function elements(bytes: Buffer): Der[] {
  const found: Der[] = [];
  for (let at = 0; at + 2 <= bytes.length; ) {
    const tag = bytes[at] ?? 0;
    let length = bytes[at + 1] ?? 0;
    let start = at + 2;
    if (length >= 0x80) {
      const count = length & 0x7f;
      if (count === 0 || count > 4 || start + count > bytes.length) break;
      length = bytes.readUIntBE(start, count);
      start += count;
    }
    if (start + length > bytes.length) break;
    found.push({ tag, content: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return found;
}

const sequence = 0x30;
const set = 0x31;
const explicit0 = 0xa0;
/** subjectKeyIdentifier of SignerIdentifier: [0] IMPLICIT OCTET STRING. */
const keyIdentifier = 0x80;
/** id-at-commonName, 2.5.4.3. */
const commonName = Buffer.from([0x55, 0x04, 0x03]);

/** RFC 5652: ContentInfo, SignedData, SignerInfo, its SignerIdentifier. */
function signerOf(signature: Buffer): string | undefined {
  const into = (bytes: Buffer | undefined, tag: number): Der[] =>
    elements(elements(bytes ?? Buffer.alloc(0)).find((each) => each.tag === tag)?.content ?? Buffer.alloc(0));
  const contentInfo = into(signature, sequence);
  const signedData = into(contentInfo.find(({ tag }) => tag === explicit0)?.content, sequence);
  // digestAlgorithms is a set too, so the last one is meant.
  const signerInfos = signedData.findLast(({ tag }) => tag === set)?.content;
  const identifier = into(signerInfos, sequence)[1];
  if (identifier === undefined) return undefined;
  if (identifier.tag === keyIdentifier) return identifier.content.toString('hex');
  const names = elements(identifier.content)[0];
  for (const { content: relative } of elements(names?.content ?? Buffer.alloc(0))) {
    for (const { content: attribute } of elements(relative)) {
      const [type, value] = elements(attribute);
      if (type?.content.equals(commonName) && value !== undefined) return value.content.toString('utf8');
    }
  }
  return undefined;
}
