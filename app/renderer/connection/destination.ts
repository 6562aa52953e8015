/** Who logs in where, as people write it. */
import { boardName } from '../../contract/board.ts';

export interface Destination {
  /** Absent, as `port`: what ~/.ssh/config says, else the workstation's user and 22. */
  readonly user?: string | undefined;
  readonly host: string;
  readonly port?: number | undefined;
}

/** Of a text that says it not. */
export const howWritten = 'Write it like root@192.168.1.10 or dev@board:2222, or a Host of your ~/.ssh/config.';

/** `host`, `user@host`, `user@host:port`, `user@[v6]:port`; undefined for anything else. */
export function parseDestination(text: string): Destination | undefined {
  const found = /^(?:([^@\s]+)@)?(?:\[([^\]\s]+)\]|([^:@\s[\]-][^:@\s]*))(?::(\d{1,5}))?$/.exec(text.trim());
  const host = found?.[2] ?? found?.[3];
  if (found === null || host === undefined) return undefined;
  const [, user] = found;
  const port = found[4] === undefined ? undefined : Number(found[4]);
  if (port !== undefined && (port < 1 || port > 65_535)) return undefined;
  return { host, ...(user !== undefined && { user }), ...(port !== undefined && { port }) };
}

/** What the board could be called: the first part of its name, or all of an address; empty where that is no name. */
export function nameFor({ host }: Destination): string {
  const [first = ''] = host.split('.');
  const name = /^\d+$/.test(first) ? host : first;
  return boardName.safeParse(name).success ? name : '';
}

/** As `parseDestination` reads it back. */
export function destinationText({ user, host, port }: Destination): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return `${user === undefined ? '' : `${user}@`}${name}${port === undefined || port === 22 ? '' : `:${port}`}`;
}
