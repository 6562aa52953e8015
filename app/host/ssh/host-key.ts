/** The host's key against the known_hosts files: what to ask for, and what to say when it is not the one we know. */
import { type ProblemError, problem } from '../../../remote-helper/rpc/problem.ts';
import type { Destination } from './destination.ts';
import {
  fingerprint,
  type HostKey,
  judgeHostKey,
  type KnownHostsEntry,
  knownHostsName,
  type UnreadableLine,
} from './known-hosts.ts';
import type { KnownHostsFiles } from './known-hosts-files.ts';

const stage = 'host-key';

export interface KnownHosts {
  readonly files: KnownHostsFiles;
  readonly entries: readonly KnownHostsEntry[];
  readonly unreadable: readonly UnreadableLine[];
}

/** How to remove what is known of a host from the files that say it, as commands. */
function mend(name: string, known: readonly KnownHostsEntry[]): string {
  const files = [...new Set(known.map((entry) => entry.file))];
  return files.map((file) => `ssh-keygen -f '${file}' -R '${name}'`).join('; ');
}

/**
 * `trust`: a fingerprint that the user has compared; it makes an unknown key known, never a changed or a revoked one. `jump`:
 * the host is one on the way to the board.
 */
export function checkHostKey(
  to: Destination,
  known: KnownHosts,
  key: HostKey,
  { trust, jump }: { readonly trust: string | undefined; readonly jump: boolean },
): { readonly accepted: true; readonly store: boolean } | { readonly accepted: false; readonly problem: ProblemError } {
  const { host, port } = to.knownAs;
  const found = { type: key.type, fingerprint: fingerprint(key), blob: key.blob };
  const name = knownHostsName(host, port);
  const refuse = (refusal: ProblemError) => ({ accepted: false, problem: refusal }) as const;
  const judged = judgeHostKey(known.entries, host, port, key);
  switch (judged.verdict) {
    case 'known':
      return { accepted: true, store: false };
    case 'revoked':
      return refuse(
        problem(
          'ssh.host-key-revoked',
          `The key of ${name} is marked as revoked in ${judged.by.file}:${judged.by.line}.`,
          {
            hint: 'A revoked key is one that others may hold. Give that machine a new host key, or remove the line if it is wrong.',
            data: { stage, found, file: judged.by.file, line: judged.by.line },
          },
        ),
      );
    case 'changed': {
      const places = judged.known.map((entry) => ({
        type: entry.type,
        fingerprint: fingerprint(entry),
        file: entry.file,
        line: entry.line,
      }));
      const what = judged.sameType
        ? `The host key of ${name} has changed`
        : `${name} shows a host key of a type (${key.type}) by which it is not known`;
      const listed = places.map((p) => `${p.type} ${p.fingerprint} (${p.file}:${p.line})`).join(', ');
      return refuse(
        problem('ssh.host-key-changed', `${what}: known is ${listed}; found is ${found.type} ${found.fingerprint}.`, {
          hint: [
            `Either the ${jump ? 'jump host' : 'board'} was installed anew, or another machine answers in its place.`,
            'Compare on its console (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub);',
            // A board's own file of keys vouches for that board alone, and a jump host leads to others too.
            `if it is the same one, ${jump ? '' : 'say that it was reflashed, or '}remove what was known: ${mend(name, judged.known)}`,
          ].join(' '),
          data: { stage, found, known: places },
        }),
      );
    }
    case 'unknown': {
      if (trust !== undefined && trust === found.fingerprint) return { accepted: true, store: true };
      const authority = judged.authorities[0];
      const notes = [
        ...(authority === undefined
          ? []
          : [`${authority.file}:${authority.line} vouches for it by @cert-authority, which this tool cannot check.`]),
        ...known.unreadable.map((line) => `${line.file}:${line.line} could not be read: ${line.reason}.`),
        ...(trust === undefined ? [] : [`It is not the key that was to be trusted (${trust}).`]),
      ];
      return refuse(
        problem(
          'ssh.host-key-unknown',
          [`The host key of ${name} is not known: ${found.type} ${found.fingerprint}.`, ...notes].join(' '),
          {
            hint: "Compare the fingerprint with the machine's own (on its console: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), then trust it.",
            data: { stage, keys: [found], file: known.files.own, notes },
          },
        ),
      );
    }
  }
}
