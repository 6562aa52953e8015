/** The page with its scripted host, built once and served under the rules of the product. */
import { join } from 'node:path';
import { build } from 'vite';
import { contentSecurityPolicy } from '../../app/contract/shell.ts';
import { type FolderServer, serveFolder } from './folder-server.ts';

const renderer = join(import.meta.dirname, '../../app/renderer');
const built = join(import.meta.dirname, '../../dist/renderer-testing');

/** Builds, so that what is served is what is in the tree. */
export async function servePage(): Promise<FolderServer> {
  await build({ configFile: join(renderer, 'testing/vite.config.ts'), logLevel: 'error' });
  return await serveFolder(built, {
    'Content-Security-Policy': contentSecurityPolicy,
    'X-Content-Type-Options': 'nosniff',
  });
}
