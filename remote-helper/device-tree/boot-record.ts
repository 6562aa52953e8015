/** The record of what the tool wrote for the board's boot, and what becomes of it: pure, but for reading its file. */
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { isBootFolder, isBootText, isBootTree } from '../contract/boot-places.ts';
import { type BootEntry, type BootInstall, type BootRecord, bootRecord } from '../contract/device-tree.ts';
import { problem } from '../rpc/problem.ts';

export const emptyBootRecord: BootRecord = { format: 1, entries: [], folders: [], installs: [] };

export function isEmptyBootRecord({ entries, folders, installs }: BootRecord): boolean {
  return entries.length === 0 && folders.length === 0 && installs.length === 0;
}

/** Every blob that it needs. */
export function blobsOfBoot({ entries }: BootRecord): Set<string> {
  return new Set(entries.flatMap(({ ours, before }) => [...ours, ...(before === undefined ? [] : [before.sha256])]));
}

/** Undefined when there is none. Throws `boot.record-damaged`. */
export async function loadBootRecord(path: string): Promise<BootRecord | undefined> {
  const text = await readFile(path, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR') return undefined;
    throw damaged(path, thrown.code ?? String(thrown));
  });
  if (text === undefined) return undefined;
  const record = parseBootRecord(text);
  if (record === undefined) throw damaged(path, 'it is no record of this version of the tool');
  return record;
}

/** Undefined when the text is no record, or names a place that is none of ours. */
export function parseBootRecord(text: string): BootRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { success, data } = z.safeParse(bootRecord, value);
  if (!success) return undefined;
  const inside =
    data.entries.every(({ path }) => isBootText(path) || isBootTree(path)) && data.folders.every(isBootFolder);
  return inside ? data : undefined;
}

function damaged(path: string, why: string): Error {
  return problem('boot.record-damaged', `The record of what was written for the board’s boot cannot be used: ${why}.`, {
    hint: `Look into ${path} on the board and into the files that it names; what was there before lies packed in kept/ beside it.`,
    data: { path, why },
  });
}

/** Without whatever else is known of it. */
function rightsOf(found: BootEntry['before']): BootEntry['before'] {
  if (found === undefined) return undefined;
  const { sha256, mode, uid, gid } = found;
  return { sha256, mode, uid, gid };
}

/** A file that is to become another; `found`: as it is, `after`: absent when it goes. */
export interface BootMove {
  readonly path: string;
  readonly found:
    | { readonly sha256: string; readonly mode: number; readonly uid: number; readonly gid: number }
    | undefined;
  readonly after: string | undefined;
}

/** The record once the moves are made, for whichever of them are made already, and as it stands when all are. */
export function withMoves(
  record: BootRecord,
  moves: readonly BootMove[],
  change: { readonly install?: BootInstall | undefined; readonly forget?: string | undefined },
): { readonly during: BootRecord; readonly afterwards: BootRecord } {
  const during = new Map(record.entries.map((entry) => [entry.path, entry]));
  const standing = new Map(during);
  for (const { path, found, after } of moves) {
    const known = during.get(path);
    const before = known === undefined ? rightsOf(found) : known.before;
    const written = after === undefined ? [] : [after];
    const entry: BootEntry = {
      path,
      ours: [...new Set([...written, ...(known?.ours ?? [])])],
      ...(before !== undefined && { before }),
    };
    during.set(path, entry);
    if (after === before?.sha256) standing.delete(path);
    else standing.set(path, { ...entry, ours: written });
  }
  const gone = change.install?.name ?? change.forget;
  const others = record.installs.filter(({ name }) => name !== gone);
  const installs = change.install === undefined ? others : [...others, change.install];
  return {
    // Whoever finds it cut off has to know of both.
    during: {
      ...record,
      entries: [...during.values()],
      installs: change.install === undefined ? record.installs : installs,
      unfinished: true,
    },
    afterwards: { format: 1, entries: [...standing.values()], folders: record.folders, installs },
  };
}
