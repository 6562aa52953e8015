/** The record of what stands on the board, as a file beside what it keeps. */
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { type PersistEntry, type PersistRecord, type PersistState, persistRecord } from '../contract/persist.ts';
import { problem } from '../rpc/problem.ts';
import { isFolder, isIndexName, isPlace, isRelease } from './places.ts';
import type { FoundFile } from './whole-file.ts';

export const emptyRecord: PersistRecord = { format: 1, entries: [], folders: [] };

export function isEmpty({ entries, folders, group, dkms, index }: PersistRecord): boolean {
  return (
    entries.length === 0 && folders.length === 0 && group === undefined && dkms === undefined && index === undefined
  );
}

/** Every blob that a record needs to be made true, or to be taken back. */
export function blobsOf({ entries, index }: PersistRecord): Set<string> {
  return new Set([
    ...entries.flatMap(({ ours, before }) => [...ours, ...(before === undefined ? [] : [before.sha256])]),
    ...(index?.files.map(({ sha256 }) => sha256) ?? []),
  ]);
}

/** Undefined when the text is no record, or names a place that is none of ours. */
export function parseRecord(text: string): PersistRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { success, data } = z.safeParse(persistRecord, value);
  return success && staysInside(data) ? data : undefined;
}

/** Whether all that making it true would write to is one of the tool's places. */
export function staysInside({ entries, folders, index, dkms }: PersistRecord): boolean {
  return (
    entries.every(({ kind, path }) => isPlace(kind, path)) &&
    folders.every(isFolder) &&
    [index, dkms].every((each) => each === undefined || isRelease(each.release)) &&
    (index?.files.every(({ name }) => isIndexName(name)) ?? true)
  );
}

/** Undefined when there is none. Throws `persist.record-damaged`. */
export async function loadRecord(path: string): Promise<PersistRecord | undefined> {
  const text = await readFile(path, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR') return undefined;
    throw damaged(path, thrown.code ?? String(thrown));
  });
  if (text === undefined) return undefined;
  const record = parseRecord(text);
  if (record === undefined) throw damaged(path, 'it is no record of this version of the tool');
  return record;
}

function damaged(path: string, why: string): Error {
  return problem(
    'persist.record-damaged',
    `The record of what was written for the next boots cannot be used: ${why}.`,
    {
      hint: `Look into ${path} on the board, remove by hand the files that it names, and then the record.`,
      data: { path, why },
    },
  );
}

/** What has become of an entry's place. */
export function stateOf(
  { ours, before }: Pick<PersistEntry, 'ours' | 'before'>,
  found: FoundFile | 'other' | undefined,
): PersistState {
  if (found === undefined) return 'gone';
  if (found === 'other') return 'changed';
  if (ours.includes(found.sha256)) return 'written';
  return found.sha256 === before?.sha256 ? 'before' : 'changed';
}
