/** What was written in windows and is in no file, one of a board: the host keeps the text and does not read it. */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { boardName } from '../../contract/board.ts';
import { stateFolder } from './state-folder.ts';

const folder = () => join(stateFolder(), 'drafts');
const suffix = '.json';

/** By board's name. A file that cannot be read is none. */
export async function readDrafts(): Promise<{ board: string; draft: string }[]> {
  const names = await readdir(folder()).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return [];
    throw thrown;
  });
  const boards = names
    .filter((name) => name.endsWith(suffix))
    .map((name) => name.slice(0, -suffix.length))
    .filter((board) => boardName.safeParse(board).success)
    .sort();
  const read = await Promise.all(
    boards.map(async (board) => ({
      board,
      draft: await readFile(join(folder(), `${board}${suffix}`), 'utf8').catch(() => undefined),
    })),
  );
  return read.flatMap(({ board, draft }) => (draft === undefined ? [] : [{ board, draft }]));
}

/** Writes, or removes without `draft`. Throws `window.draft-not-kept`. */
export async function keepDraft(board: string, draft: string | undefined): Promise<void> {
  const path = join(folder(), `${board}${suffix}`);
  try {
    if (draft === undefined) return await rm(path, { force: true });
    await mkdir(folder(), { recursive: true, mode: 0o700 });
    await writeFileAtomic(path, draft, { mode: 0o600 });
  } catch (thrown) {
    throw problem(
      'window.draft-not-kept',
      `What is written for ${board} cannot be kept: ${(thrown as Error).message}`,
      {
        hint: 'Save it to a file before the window is closed.',
        data: { path },
      },
    );
  }
}
