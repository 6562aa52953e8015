/** A page that has nothing but Monaco, built: the yardstick for what an editor costs by itself. */
import { join } from 'node:path';
import { build } from 'vite';

/** Answers its folder, below `scratch`. */
export async function bareMonaco(scratch: string): Promise<string> {
  const folder = join(scratch, 'bare-monaco');
  await build({
    root: join(import.meta.dirname, 'bare-monaco'),
    base: './',
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true, minify: true, target: 'chrome140', chunkSizeWarningLimit: 10_000 },
  });
  return folder;
}
