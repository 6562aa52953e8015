/**
 * Which requests may be looked at at all. A page of another site can make this computer's browser send requests here, also
 * under a name of its own that it lets point to 127.0.0.1 (DNS rebinding): Host and Origin tell them apart.
 */
import type { IncomingMessage } from 'node:http';

/** `Host` is there once, and names this server as the loopback interface of this port. */
export function isOwnHost({ headersDistinct }: Pick<IncomingMessage, 'headersDistinct'>, port: number): boolean {
  const [host, ...more] = headersDistinct.host ?? [];
  return more.length === 0 && (host === `127.0.0.1:${port}` || host === `localhost:${port}`);
}

/** `Origin` is the page that this server gave out under the same name. */
export function isOwnOrigin({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return headers.origin !== undefined && headers.origin === `http://${headers.host}`;
}
