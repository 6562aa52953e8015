/** Board profiles as files: resources/boards/*.yaml of the checkout, or beside the program in a package. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { BoardProfile } from '../../plan/profile.ts';
import { type ChosenProfile, chooseProfile } from '../../plan/profiles/choose.ts';
import { readProfile } from '../../plan/profiles/read.ts';

let known: Promise<readonly BoardProfile[]> | undefined;

/** All of them by id; read once a process. Throws `profile.missing`, `profile.bad`. */
export function boardProfiles(): Promise<readonly BoardProfile[]> {
  known ??= readAll(profileFolder());
  // A failure is not kept: the next call looks again.
  known.catch(() => {
    known = undefined;
  });
  return known;
}

async function readAll(folder: string): Promise<readonly BoardProfile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  return await Promise.all(names.map(async (name) => readProfile(await readFile(join(folder, name), 'utf8'), name)));
}

/** There is one for every board (`generic.yaml`). Throws `profile.missing`, `profile.bad`. */
export async function profileOf(board: Pick<BoardFacts, 'compatible' | 'kernel'>): Promise<ChosenProfile> {
  return chooseProfile(await boardProfiles(), board) ?? throwMissing();
}

/** Above a folder of the tool. Throws `profile.missing`. */
export function profileFolder(from = import.meta.dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'resources', 'boards');
    if (existsSync(join(candidate, 'generic.yaml'))) return candidate;
    if (folder === dirname(folder)) return throwMissing(from);
  }
}

function throwMissing(from = import.meta.dirname): never {
  throw problem('profile.missing', 'The board profiles that come with the tool are not there.', {
    hint: 'Reinstall the tool: it wants a folder resources/boards above its own.',
    data: { searchedFrom: from },
  });
}
