/** Set-up of a whole run: a place where the page of the window tests is built once, by the first file that wants it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-page-'));
  // The files of tests run in processes that are started after this.
  process.env.UIOMEM_STUDIO_TEST_PAGE = folder;
  return () => rm(folder, { recursive: true });
}
