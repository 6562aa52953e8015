/**
 * The known_hosts format of sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT": pure reading and judging, no files.
 * Plain names, patterns with `*`, `?` and `!`, comma lists, `[host]:port`, hashed names (`|1|salt|hash`), markers.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { matchesList } from './pattern.ts';

/** A public key as SSH carries it. `blob` is base64 of the wire form, without line breaks. */
export interface HostKey {
  readonly type: string;
  readonly blob: string;
}

export interface KnownHostsEntry extends HostKey {
  readonly marker: 'revoked' | 'cert-authority' | undefined;
  /** The host field as written. */
  readonly hosts: string;
  /** Where it stands: the file, and the line from 1. */
  readonly file: string;
  readonly line: number;
}

/** A line that is neither an entry nor a comment; it vouches for nothing. */
export interface UnreadableLine {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

/** The key's type as its own bytes say it (RFC 4253, 6.6: the blob starts with the length-prefixed type). */
export function typeOfBlob(bytes: Uint8Array): string | undefined {
  if (bytes.length < 4) return undefined;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  if (length === 0 || length > 64 || bytes.length < 4 + length) return undefined;
  return Buffer.from(bytes.subarray(4, 4 + length)).toString('latin1');
}

export function hostKeyOf(bytes: Uint8Array): HostKey {
  return { type: typeOfBlob(bytes) ?? 'unknown', blob: Buffer.from(bytes).toString('base64') };
}

/** As `ssh-keygen -lf` prints it: SHA256 and base64 without padding. */
export function fingerprint(key: HostKey): string {
  const digest = createHash('sha256').update(Buffer.from(key.blob, 'base64')).digest('base64');
  return `SHA256:${digest.replace(/=+$/, '')}`;
}

/** An entry, a word about what is wrong with the line, or undefined for a comment. */
function readLine(raw: string): Omit<KnownHostsEntry, 'file' | 'line'> | string | undefined {
  const fields = raw.trim().split(/[ \t]+/);
  const first = fields[0] ?? '';
  if (first === '' || first.startsWith('#')) return undefined;
  let marker: KnownHostsEntry['marker'];
  if (first.startsWith('@')) {
    if (first === '@revoked') marker = 'revoked';
    else if (first === '@cert-authority') marker = 'cert-authority';
    else return `unknown marker ${first}`;
    fields.shift();
  }
  const [hosts, type, blob] = fields;
  if (hosts === undefined || type === undefined || blob === undefined) return 'fewer than three fields';
  const bytes = Buffer.from(blob, 'base64');
  if (bytes.toString('base64').replace(/=+$/, '') !== blob.replace(/=+$/, '')) return 'the key is not base64';
  if (typeOfBlob(bytes) !== type) return `the key is not of the type ${type} that the line names`;
  if (hosts.startsWith('|') && !/^\|1\|[A-Za-z0-9+/=]+\|[A-Za-z0-9+/=]+$/.test(hosts)) {
    return 'the hashed name is not of the form |1|salt|hash';
  }
  return { marker, hosts, type, blob: bytes.toString('base64') };
}

export function parseKnownHosts(
  text: string,
  file: string,
): { entries: KnownHostsEntry[]; unreadable: UnreadableLine[] } {
  const entries: KnownHostsEntry[] = [];
  const unreadable: UnreadableLine[] = [];
  text.split('\n').forEach((raw, index) => {
    const read = readLine(raw);
    const place = { file, line: index + 1 };
    if (typeof read === 'string') unreadable.push({ ...place, reason: read });
    else if (read !== undefined) entries.push({ ...read, ...place });
  });
  return { entries, unreadable };
}

/** The name under which OpenSSH files a host: lower case, with the port unless it is 22. */
export function knownHostsName(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

/** Whether an entry's host field means `name` (from {@link knownHostsName}); one `!pattern` that matches vetoes the line. */
export function matchesHosts(hosts: string, name: string): boolean {
  if (hosts.startsWith('|1|')) {
    const [, , salt = '', hash = ''] = hosts.split('|');
    const wanted = Buffer.from(hash, 'base64');
    const found = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest();
    return wanted.length === found.length && timingSafeEqual(wanted, found);
  }
  return matchesList(hosts.toLowerCase().split(','), name);
}

export type HostKeyVerdict =
  | { readonly verdict: 'known'; readonly by: KnownHostsEntry }
  | { readonly verdict: 'revoked'; readonly by: KnownHostsEntry }
  /** The host is known, but not by this key: another key of the type, or only keys of other types. */
  | { readonly verdict: 'changed'; readonly known: readonly KnownHostsEntry[]; readonly sameType: boolean }
  /** `authorities`: lines that vouch by certificate, which this tool cannot check. */
  | { readonly verdict: 'unknown'; readonly authorities: readonly KnownHostsEntry[] };

/**
 * Judges a key that a host presents. A revoked key is refused whatever else stands there. A key that is filed under the
 * plain name vouches for another port of the host too when nothing is filed for that port, as with OpenSSH.
 */
export function judgeHostKey(
  entries: readonly KnownHostsEntry[],
  host: string,
  port: number,
  key: HostKey,
): HostKeyVerdict {
  const name = knownHostsName(host, port);
  const same = (entry: KnownHostsEntry) => entry.type === key.type && entry.blob === key.blob;
  const here = entries.filter((entry) => matchesHosts(entry.hosts, name));
  const plain = port === 22 ? [] : entries.filter((entry) => matchesHosts(entry.hosts, host.toLowerCase()));
  const revoked = [...here, ...plain].find((entry) => entry.marker === 'revoked' && same(entry));
  if (revoked !== undefined) return { verdict: 'revoked', by: revoked };
  const known = here.filter((entry) => entry.marker === undefined);
  const by = known.find(same) ?? (known.length > 0 ? undefined : plain.find((e) => e.marker === undefined && same(e)));
  if (by !== undefined) return { verdict: 'known', by };
  if (known.length > 0) {
    return { verdict: 'changed', known, sameType: known.some((entry) => entry.type === key.type) };
  }
  return { verdict: 'unknown', authorities: here.filter((entry) => entry.marker === 'cert-authority') };
}

/** Signature algorithms in our order of preference, with the key type that each needs (RFC 8332 for the RSA ones). */
const signatureAlgorithms = [
  ['ssh-ed25519', 'ssh-ed25519'],
  ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp256'],
  ['ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp384'],
  ['ecdsa-sha2-nistp521', 'ecdsa-sha2-nistp521'],
  ['rsa-sha2-512', 'ssh-rsa'],
  ['rsa-sha2-256', 'ssh-rsa'],
  ['ssh-rsa', 'ssh-rsa'],
] as const;
export type SignatureAlgorithm = (typeof signatureAlgorithms)[number][0];

/** What to ask the server for: first the types by which it is known, so that a second key of it does not look like a change. */
export function orderedAlgorithms(
  entries: readonly KnownHostsEntry[],
  host: string,
  port: number,
): SignatureAlgorithm[] {
  const names = new Set([knownHostsName(host, port)]);
  const typesFor = (wanted: ReadonlySet<string>) =>
    new Set(
      entries
        .filter((entry) => entry.marker === undefined && [...wanted].some((name) => matchesHosts(entry.hosts, name)))
        .map((entry) => entry.type),
    );
  let types = typesFor(names);
  if (types.size === 0) types = typesFor(new Set([host.toLowerCase()]));
  const known = signatureAlgorithms.filter(([, type]) => types.has(type));
  const others = signatureAlgorithms.filter(([, type]) => !types.has(type));
  return [...known, ...others].map(([algorithm]) => algorithm);
}

/** A line to file a key under a host's name. */
export function knownHostsLine(host: string, port: number, key: HostKey): string {
  return `${knownHostsName(host, port)} ${key.type} ${key.blob}`;
}
