/** The page with its scripted host, built once and served on loopback under the rules of the product. */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { build } from 'vite';
import { contentSecurityPolicy } from '../../app/contract/shell.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
  '.svg': 'image/svg+xml',
};

export interface PageServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT/` */
  readonly address: string;
}

const renderer = join(import.meta.dirname, '../../app/renderer');
const built = join(import.meta.dirname, '../../dist/renderer-testing');

/** Builds, so that what is served is what is in the tree. */
export async function servePage(): Promise<PageServer> {
  await build({ configFile: join(renderer, 'testing/vite.config.ts'), logLevel: 'error' });
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://page').pathname);
    const file = join(built, path === '/' ? 'index.html' : path);
    response.setHeader('Content-Security-Policy', contentSecurityPolicy);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    if (!file.startsWith(built) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('Content-Type', types[extname(file)] ?? 'application/octet-stream');
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
