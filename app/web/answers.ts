/** What every answer of the server says besides its content, and how a request is turned away. */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { contentSecurityPolicy } from '../contract/shell.ts';

export const commonHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

export interface Refusal {
  readonly status: number;
  readonly title: string;
  /** What to do; may be empty. */
  readonly text: string;
  readonly headers?: OutgoingHttpHeaders;
}

export const wayIn = 'Open a window with: uiomem-studio open';

export function refusalPage({ title, text }: Refusal): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>uiomem studio</title>
<h1>${title}</h1>
<p>${text}</p>
</html>
`;
}

/** A plain page that says why not. What is still coming of the request is not read. */
export function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  const page = refusalPage(refusal);
  const unread = !request.complete && request.method !== 'GET' && request.method !== 'HEAD';
  response.writeHead(refusal.status, {
    ...commonHeaders,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': Buffer.byteLength(page),
    'Cache-Control': 'no-store',
    ...(unread && { Connection: 'close' }),
    ...refusal.headers,
  });
  response.end(request.method === 'HEAD' ? undefined : page);
}

/** The whole body; undefined when it is longer than `most` bytes. Rejects when the client goes away. */
export async function bodyOf(request: IncomingMessage, most: number): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request.iterator({ destroyOnReturn: false })) {
    size += piece.length;
    if (size > most) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
