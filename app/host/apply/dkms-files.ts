/** The driver's source as the files of a DKMS tree. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dkmsConf, dkmsVersionOf, type SourceFacts } from '../../plan/persist/dkms.ts';
import { readSource } from '../module/source.ts';

/** What a build reads; tests, documentation and whatever else lies there is not needed on a board. */
const needed = /^(?:[^/]+\.[chS]|Kbuild|Makefile|LICENSE|COPYING|LICENSES\/[^/]+|include\/[^/]+\.h)$/;

/** Throws what reading the folder throws. */
export async function sourceFacts(folder: string): Promise<SourceFacts> {
  const { files, sha256 } = await readSource(folder);
  return { version: dkmsVersionOf(sha256), files: files.filter((path) => needed.test(path)) };
}

/** With dkms.conf, which makes it a tree. */
export async function dkmsFiles(folder: string, version: string): Promise<{ path: string; text: string }[]> {
  const { files } = await readSource(folder);
  const texts = files
    .filter((path) => needed.test(path))
    .map(async (path) => ({ path, text: await readFile(join(folder, path), 'utf8') }));
  return [...(await Promise.all(texts)), { path: 'dkms.conf', text: dkmsConf(version) }];
}
