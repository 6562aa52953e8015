/** The browser's server: the page, the way in, and the host's contract, on the loopback interface alone. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex as Stream } from 'node:stream';
import type { Duplex } from '../../remote-helper/rpc/duplex.ts';
import { problem } from '../../remote-helper/rpc/problem.ts';
import { browserShell } from '../contract/shell.ts';
import { Admission } from './admission.ts';
import { answerAdmit } from './admit.ts';
import { commonHeaders, type Refusal, refusalPage, refuse, wayIn } from './answers.ts';
import { answerBulk } from './bulk.ts';
import { isOwnHost, isOwnOrigin } from './own-requests.ts';
import { answerPage } from './page.ts';
import { keyOfUpgrade, rpcSockets } from './rpc-socket.ts';

export interface WebServerOptions {
  /** 0: any free one. */
  readonly port: number;
  /** The built page. */
  readonly pageFolder: string;
  /** A connection that speaks the host's contract; resolves at its end. */
  onConnection(duplex: Duplex): Promise<unknown>;
}

export interface WebServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT/` */
  readonly address: string;
  /** Opens one window, once, within a minute. */
  token(): string;
  /** Resolves when the token has opened a window (true), or can no more. */
  entered(token: string): Promise<boolean>;
}

const notOurs: Refusal = {
  status: 421,
  title: 'This server is for this computer',
  text: 'It answers to 127.0.0.1 and localhost with its own port only.',
};
const foreign: Refusal = {
  status: 403,
  title: 'Another page asked',
  text: 'Only windows of uiomem studio may do this.',
};
const noKey: Refusal = { status: 401, title: 'This window has no key', text: wayIn };
const unknown: Refusal = { status: 404, title: 'There is nothing here', text: '' };
const wrongMethod = (allow: string): Refusal => ({
  status: 405,
  title: 'That cannot be done here',
  text: '',
  headers: { Allow: allow },
});

/** Throws `web.port-taken`, `web.page-missing`. */
export async function startWebServer({ port, pageFolder, onConnection }: WebServerOptions): Promise<WebServer> {
  const admission = new Admission();
  const page = await answerPage(pageFolder);
  const server = createServer({ maxHeaderSize: 16 * 1024 });
  let ownPort = port;

  const hasKey = (key: string | undefined) => key !== undefined && admission.knows(key);
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!isOwnHost(request, ownPort)) return refuse(request, response, notOurs);
    const path = (request.url ?? '').split('?')[0] ?? '';
    switch (path) {
      case browserShell.admitPath:
        if (request.method !== 'POST') return refuse(request, response, wrongMethod('POST'));
        // The file that `uiomem-studio open` hands to the browser has no origin.
        if (!isOwnOrigin(request) && request.headers.origin !== 'null') return refuse(request, response, foreign);
        return await answerAdmit(request, response, admission, page.index);
      case browserShell.bulkPath:
        if (request.method !== 'POST') return refuse(request, response, wrongMethod('POST'));
        if (!isOwnOrigin(request)) return refuse(request, response, foreign);
        if (!hasKey(/^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1])) {
          return refuse(request, response, noKey);
        }
        return await answerBulk(request, response, onConnection);
      case browserShell.rpcPath:
        return refuse(request, response, { status: 426, title: 'A WebSocket is wanted here', text: '' });
    }
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return refuse(request, response, wrongMethod('GET, HEAD'));
    if (!(await page.answer(path, request, response))) refuse(request, response, unknown);
  };

  const sockets = rpcSockets(onConnection);
  server.on('request', (request, response) => {
    answer(request, response).catch(() => {
      // The client went away, or its file did: nothing can be said any more once the head is out.
      if (response.headersSent) response.destroy();
      else refuse(request, response, { status: 500, title: 'It could not be read', text: '' });
    });
  });
  server.on('upgrade', (request: IncomingMessage, stream: Stream, head: Buffer) => {
    stream.on('error', () => {});
    const path = (request.url ?? '').split('?')[0];
    if (!isOwnHost(request, ownPort)) return turnAway(stream, notOurs);
    if (path !== browserShell.rpcPath) return turnAway(stream, unknown);
    if (!isOwnOrigin(request)) return turnAway(stream, foreign);
    if (!hasKey(keyOfUpgrade(request))) return turnAway(stream, noKey);
    sockets.upgrade(request, stream, head);
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(cannotListen(port, cause)));
    server.listen({ host: '127.0.0.1', port }, resolve);
  });
  ownPort = (server.address() as AddressInfo).port;
  return {
    address: `http://127.0.0.1:${ownPort}/`,
    token: () => admission.token(),
    entered: (token) => admission.entered(token),
    async [Symbol.asyncDispose]() {
      sockets.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function cannotListen(port: number, { code, message }: NodeJS.ErrnoException) {
  if (code === 'EADDRINUSE') {
    return problem('web.port-taken', `Port ${port} of 127.0.0.1 is taken by another program.`, {
      hint: 'Choose another with --port, or leave it out for any free one.',
      data: { port },
    });
  }
  return problem('web.cannot-listen', `Port ${port} of 127.0.0.1 cannot be listened on: ${code ?? message}.`, {
    hint: 'Ports below 1024 are for root; leave out --port for any free one.',
    data: { port },
  });
}

/** An upgrade has no response object of node's. */
function turnAway(stream: Stream, refusal: Refusal): void {
  const page = refusalPage(refusal);
  const headers = Object.entries({
    ...commonHeaders,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': Buffer.byteLength(page),
    'Cache-Control': 'no-store',
    Connection: 'close',
  });
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  stream.end(`HTTP/1.1 ${refusal.status} Refused\r\n${head}\r\n${page}`);
}
