/** How the workbench was laid out last, as its window wrote it: the host keeps the text and does not read it. */
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { stateFolder } from './state-folder.ts';

const file = () => join(stateFolder(), 'layout.json');

export async function readLayout(): Promise<string | undefined> {
  try {
    return await readFile(file(), 'utf8');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw thrown;
  }
}

/** Names of boards and devices are in it. */
export async function writeLayout(layout: string): Promise<void> {
  await mkdir(dirname(file()), { recursive: true, mode: 0o700 });
  await writeFileAtomic(file(), layout, { mode: 0o600 });
}
