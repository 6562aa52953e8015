/** Where a connection goes: what the list of boards and ~/.ssh/config say of it, resolved; the connection itself looks nothing up. */
import type { KnownHostsFiles } from './known-hosts-files.ts';

/** A private key file, or a public one whose key the agent holds. */
export interface IdentityFile {
  readonly file: string;
  /** The user named it for this board: unusable is an error. Otherwise it is passed over. */
  readonly required: boolean;
}

/** One machine to log in on. */
export interface Destination {
  /** As it was written: an alias or an address. Problems and questions call the machine by it. */
  readonly name: string;
  /** What is dialled. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** The name that known_hosts files know it by, and its port there; another than `host` with HostKeyAlias. */
  readonly knownAs: { readonly host: string; readonly port: number };
  readonly knownHosts: KnownHostsFiles;
  /** In the order in which they are tried. */
  readonly identityFiles: readonly IdentityFile[];
  /** Of the agent's keys only those of `identityFiles`. */
  readonly identitiesOnly: boolean;
  /** Socket of the agent; undefined: none is asked. */
  readonly agent: string | undefined;
  /** Ways to log in that are not to be tried. */
  readonly without: ReadonlySet<'publickey' | 'password' | 'keyboard-interactive'>;
  /** 4 or 6: addresses of that family only; 0: either. */
  readonly family: 0 | 4 | 6;
  /** Milliseconds until a stage is given up in which nothing has come from the machine yet. */
  readonly stageTimeoutMs: number;
  /** It is made to speak each `intervalMs`, and is gone after `patienceMs` of silence. */
  readonly keepalive: { readonly intervalMs: number; readonly patienceMs: number };
  /** A command of the workstation whose streams are the connection, as a shell takes it; undefined: TCP. */
  readonly proxyCommand: string | undefined;
  /** What was found and does not take effect, as sentences. */
  readonly notes: readonly string[];
}

/** The way to a board: through each of `jumps` in order, then to `board`. */
export interface Route {
  readonly jumps: readonly Destination[];
  readonly board: Destination;
}
