/** Who logs in where, as people write it. */

export interface Destination {
  readonly user: string;
  readonly host: string;
  readonly port: number;
}

/** `user@host`, `user@host:port`, `user@[v6]:port`; undefined for anything else. */
export function parseDestination(text: string): Destination | undefined {
  const found = /^([^@\s]+)@(?:\[([^\]\s]+)\]|([^:@\s]+))(?::(\d{1,5}))?$/.exec(text.trim());
  const port = Number(found?.[4] ?? 22);
  const host = found?.[2] ?? found?.[3];
  if (found?.[1] === undefined || host === undefined || port < 1 || port > 65_535) return undefined;
  return { user: found[1], host, port };
}

/** As `parseDestination` reads it back. */
export function destinationText({ user, host, port }: Destination): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return `${user}@${name}${port === 22 ? '' : `:${port}`}`;
}
