/** Settings of ssh_config(5) that change who is reached or how, and that this tool does not follow: they are told. Pure. */
import type { Settings } from './settings.ts';

/** Why each is not followed; `unless`: values under which it changes nothing. */
const unheeded: Readonly<Record<string, { readonly why: string; readonly unless?: RegExp }>> = {
  canonicalizehostname: { why: 'names are not made canonical here', unless: /^no$/i },
  certificatefile: {
    why: 'user certificates cannot be shown by this tool; the plain keys are tried',
    unless: /^none$/i,
  },
  bindaddress: { why: 'the system chooses the address to connect from' },
  bindinterface: { why: 'the system chooses the interface to connect from' },
  pkcs11provider: { why: 'keys on tokens are used through the agent only', unless: /^none$/i },
  securitykeyprovider: { why: 'keys on tokens are used through the agent only', unless: /^(internal|none)$/i },
  ciphers: { why: 'this tool has an order of its own' },
  macs: { why: 'this tool has an order of its own' },
  kexalgorithms: { why: 'this tool has an order of its own' },
  hostkeyalgorithms: { why: 'the types by which the host is known come first' },
  pubkeyacceptedalgorithms: { why: 'what the server takes is used' },
  revokedhostkeys: { why: 'only @revoked lines of known_hosts files are followed', unless: /^none$/i },
  knownhostscommand: { why: 'only files vouch for host keys here', unless: /^none$/i },
  verifyhostkeydns: { why: 'only files vouch for host keys here', unless: /^no$/i },
  gssapiauthentication: { why: 'Kerberos is not spoken here', unless: /^(yes|no)$/i },
  hostbasedauthentication: { why: 'the workstation does not vouch for its users here', unless: /^no$/i },
};

/** StrictHostKeyChecking of these lets an unknown key pass; ours does not. */
const laxer = /^(no|off|accept-new)$/i;

export function unheededNotes({ first, every }: Settings): string[] {
  const notes: string[] = [];
  for (const [keyword, { why, unless }] of Object.entries(unheeded)) {
    const setting = first.get(keyword) ?? every.get(keyword)?.[0];
    if (setting === undefined || unless?.test(setting.words[0]) === true) continue;
    notes.push(`${setting.place.file}:${setting.place.line}: ${keyword} is not followed: ${why}`);
  }
  const strict = first.get('stricthostkeychecking');
  if (strict !== undefined && laxer.test(strict.words[0])) {
    const { file, line } = strict.place;
    notes.push(
      `${file}:${line}: StrictHostKeyChecking ${strict.words[0]} is not followed: unknown host keys are asked about here`,
    );
  }
  return notes;
}
