/** Board profiles as files: resources/boards/*.yaml of the checkout, or beside the program in a package. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { type BoardProfile, boardProfile } from '../../plan/profile.ts';
import { type ChosenProfile, chooseProfile } from '../../plan/profiles/choose.ts';
import { parseQuantity } from '../../plan/quantity.ts';

/** Throws `profile.bad` with the place in the file. */
export function readProfile(text: string, file: string): BoardProfile {
  const bad = (what: string, cause?: unknown) =>
    problem('profile.bad', `${file} is no board profile: ${what}.`, {
      hint: 'app/plan/profile.ts says what one can hold; reinstall the tool if nobody changed it.',
      data: { file },
      cause,
    });
  let said: unknown;
  try {
    said = parse(text, { intAsBigInt: true });
  } catch (cause) {
    throw bad(cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause), cause);
  }
  const parsed = z.safeDecode(boardProfile, withQuantities(said) as never);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw bad(`${issue?.path.join('.')}: ${issue?.message}`, parsed.error);
}

/** Addresses and sizes, written as in a plan, as the schema's text; other integers as numbers. */
function withQuantities(said: unknown, key = ''): unknown {
  if (Array.isArray(said)) return said.map((each) => withQuantities(each));
  if (typeof said === 'object' && said !== null) {
    return Object.fromEntries(Object.entries(said).map(([name, value]) => [name, withQuantities(value, name)]));
  }
  if (key === 'address' || key === 'size') {
    const value = parseQuantity(String(said));
    return value === undefined ? said : hex(value);
  }
  return typeof said === 'bigint' ? Number(said) : said;
}

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

function profileFolder(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, 'resources', 'boards');
    if (existsSync(join(candidate, 'generic.yaml'))) return candidate;
    if (folder === dirname(folder)) return throwMissing();
  }
}

function throwMissing(): never {
  throw problem('profile.missing', 'The board profiles that come with the tool are not there.', {
    hint: 'Reinstall the tool: it wants a folder resources/boards above its own.',
    data: { searchedFrom: import.meta.dirname },
  });
}
