/** Where to log in, as a person writes it. Pure. */
import { problem } from '../../remote-helper/rpc/problem.ts';
import type { Board } from '../contract/board.ts';

/**
 * `host`, `user@host`, `host:port`, `user@[v6]:port`, `ssh://…`; `host` may be a `Host` of ~/.ssh/config, which then says what is
 * left out here. Throws `usage.destination`.
 */
export function parseDestination(text: string): Pick<Board, 'user' | 'host' | 'port'> {
  const found =
    /^(?:ssh:\/\/)?(?:([^@\s]+)@)?(?:\[([^\]\s]+)\]|([^:@\s[\]/]+)|([0-9A-Fa-f:]+:[0-9A-Fa-f:.]*(?:%\w+)?))(?::(\d{1,5}))?$/.exec(
      text,
    );
  const host = found?.[2] ?? found?.[3] ?? found?.[4];
  const port = found?.[5] === undefined ? undefined : Number(found[5]);
  if (host !== undefined && !host.startsWith('-') && (port === undefined || (port >= 1 && port <= 65_535))) {
    const user = found?.[1];
    return { host, ...(user !== undefined && { user }), ...(port !== undefined && { port }) };
  }
  throw problem('usage.destination', `${JSON.stringify(text)} does not say where to log in.`, {
    hint: 'Write it like root@192.168.1.10, dev@board.lab:2222, root@[fe80::1]:22, or a Host of ~/.ssh/config.',
    data: { text },
  });
}

/** A name for a board from its host, that none of `taken` has. */
export function nameFor(host: string, taken: readonly string[]): string {
  // Names of boards begin with a letter or digit and hold 64 characters at most.
  const plain =
    host
      .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '')
      .slice(0, 56) || 'board';
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? plain : `${plain}-${number}`;
    if (!taken.includes(name)) return name;
  }
}
