/** Groups of the board by name, and the one that the tool added. */
import type { BoardFiles } from '../board-files.ts';
import type { BoardFacts } from '../contract/facts.ts';
import { parseGroups } from '../persist/group.ts';
import { readRecord } from './persisted.ts';

/** Undefined on a board that has no /etc/group. */
export async function readGroups(files: BoardFiles): Promise<BoardFacts['groups']> {
  const text = await files.text('/etc/group');
  if (text === undefined) return undefined;
  const names = parseGroups(text).map(({ name }) => name);
  const made = (await readRecord(files))?.group?.name;
  return { names, ...(made !== undefined && { made }) };
}
