/** The page with its scripted host, built from what is in the tree and served under the rules of the product. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'vite';
import { contentSecurityPolicy } from '../../app/contract/shell.ts';
import { type FolderServer, serveFolder } from './folder-server.ts';

const configFile = join(import.meta.dirname, '../../app/renderer/testing/vite.config.ts');
const headers = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  // It is never another one while it is served.
  'Cache-Control': 'max-age=3600',
};

/** In a run of tests the page is built once (one-page.ts); otherwise into a folder that goes with the server. */
export async function servePage(): Promise<FolderServer> {
  const shared = process.env.UIOMEM_STUDIO_TEST_PAGE;
  if (shared !== undefined) return serveFolder(await builtOnce(shared), headers);
  await using undo = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-page-'));
  undo.defer(() => rm(folder, { recursive: true }));
  await buildPage(folder);
  const { address } = undo.use(await serveFolder(folder, headers));
  const stack = undo.move();
  return { address, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function buildPage(folder: string): Promise<void> {
  await build({ configFile, logLevel: 'error', build: { outDir: folder, emptyOutDir: true } });
}

/** The first who comes builds it, and the others wait for that; what went wrong, all of them are told. */
async function builtOnce(shared: string): Promise<string> {
  const page = join(shared, 'page');
  const failed = join(shared, 'failed');
  const isFirst = await mkdir(join(shared, 'claimed')).then(
    () => true,
    () => false,
  );
  if (isFirst) {
    try {
      await buildPage(join(shared, 'building'));
      await rename(join(shared, 'building'), page);
    } catch (thrown) {
      await writeFile(failed, String(thrown));
      throw thrown;
    }
  }
  while (!existsSync(page)) {
    if (existsSync(failed)) throw new Error(`the page could not be built: ${await readFile(failed, 'utf8')}`);
    await sleep(50);
  }
  return page;
}
