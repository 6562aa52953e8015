/** The page with its scripted host, built once and served under the rules of the product. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { contentSecurityPolicy } from '../../app/contract/shell.ts';
import { type FolderServer, serveFolder } from './folder-server.ts';

const configFile = join(import.meta.dirname, '../../app/renderer/testing/vite.config.ts');

/** Builds into a folder of its own, so that what is served is what is in the tree, whoever else builds it meanwhile. */
export async function servePage(): Promise<FolderServer> {
  await using undo = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-page-'));
  undo.defer(() => rm(folder, { recursive: true }));
  await build({ configFile, logLevel: 'error', build: { outDir: folder, emptyOutDir: true } });
  const { address } = undo.use(
    await serveFolder(folder, {
      'Content-Security-Policy': contentSecurityPolicy,
      'X-Content-Type-Options': 'nosniff',
    }),
  );
  const stack = undo.move();
  return { address, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
