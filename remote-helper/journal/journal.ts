/**
 * The journal of applied plans: one JSON line an entry in a file of root's own, synced to the disk before an append
 * is answered, so that after a power cut at any moment every answered entry is there and at most the last is torn.
 */
import { type FileHandle, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ProblemError, problem } from '../rpc/problem.ts';

/** JSON of any shape, as the host wrote it. */
type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

export interface Entry {
  readonly bootId: string;
  readonly entry: Json;
}

/** The kept place, and the one that lasts until power-off for boards whose root file system is read-only. */
export const journalFolders = ['/var/lib/uiomem-studio/journal', '/run/uiomem-studio/journal'];
export const fileName = 'journal.jsonl';

/** Entries of a journal's text and the bytes that hold them; a last line that a power cut tore is left out. */
export function parseJournal(text: Uint8Array): { entries: Entry[]; whole: number } {
  const whole = text.lastIndexOf(10) + 1;
  const entries: Entry[] = [];
  let number = 0;
  for (const line of Buffer.from(text.subarray(0, whole)).toString('utf8').split('\n')) {
    number += 1;
    if (line === '') continue;
    const entry = parseLine(line);
    if (entry === undefined) {
      throw problem(
        'journal.damaged',
        `Line ${number} of the journal on the board is no entry: it was changed by hand or by a failing disk.`,
        {
          hint: 'Roll back by hand what its other lines say, then clear the journal.',
          data: { line: number, text: line.slice(0, 200) },
        },
      );
    }
    entries.push(entry);
  }
  return { entries, whole };
}

function parseLine(line: string): Entry | undefined {
  try {
    const value = JSON.parse(line) as unknown;
    if (typeof value !== 'object' || value === null) return undefined;
    const { bootId, entry } = value as { bootId?: unknown; entry?: Json };
    return typeof bootId === 'string' && entry !== undefined ? { bootId, entry } : undefined;
  } catch {
    return undefined;
  }
}

export class Journal {
  readonly #folders: readonly string[];
  /** Appends run one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  /** `folders`: places in order of preference. */
  constructor(folders: readonly string[] = journalFolders) {
    this.#folders = folders;
  }

  /** Entries in order; those of the kept place first. Throws `journal.damaged`. */
  async read(): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (const folder of this.#folders) {
      const text = await readFile(`${folder}/${fileName}`).catch(() => undefined);
      if (text !== undefined) entries.push(...parseJournal(text).entries);
    }
    return entries;
  }

  /** Resolves once the entry is on the disk. Throws `journal.not-writable` with the reason of each place. */
  async append(entry: Entry): Promise<void> {
    const work = this.#last.then(() => this.#append(entry));
    this.#last = work.catch(() => undefined);
    await work;
  }

  async #append(entry: Entry): Promise<void> {
    const reasons: Record<string, string> = {};
    for (const folder of this.#folders) {
      try {
        await appendLine(folder, `${JSON.stringify(entry)}\n`);
        return;
      } catch (thrown) {
        if (thrown instanceof ProblemError) throw thrown;
        reasons[folder] = (thrown as NodeJS.ErrnoException).code ?? String(thrown);
      }
    }
    const told = Object.entries(reasons).map(([folder, reason]) => `${folder}: ${reason}`);
    throw problem('journal.not-writable', `No place on the board takes the journal (${told.join('; ')}).`, {
      hint: 'EROFS: remount the root file system read-write. ENOSPC: make room. EACCES: the helper needs root.',
      data: { reasons },
    });
  }

  /** Replaces the journal by nothing. */
  async clear(): Promise<void> {
    await this.#last;
    for (const folder of this.#folders) {
      await rm(`${folder}/${fileName}`, { force: true }).catch((thrown: NodeJS.ErrnoException) => {
        // Nothing can have been written to a read-only place in the first place, unless it was writable before.
        if (thrown.code !== 'EROFS' && thrown.code !== 'ENOTDIR') throw thrown;
      });
      await syncFolder(folder).catch(() => undefined);
    }
  }
}

async function appendLine(folder: string, line: string): Promise<void> {
  // One by one: of a read-only file system a recursive one says ENOENT.
  for (const each of [dirname(folder), folder]) {
    await mkdir(each, { mode: 0o700 }).catch((thrown: NodeJS.ErrnoException) => {
      if (thrown.code !== 'EEXIST') throw thrown;
    });
  }
  const path = `${folder}/${fileName}`;
  const isNew = await stat(path).then(
    () => false,
    () => true,
  );
  const file = await open(path, 'a+', 0o600);
  try {
    const text = await file.readFile();
    const { whole } = parseJournal(text);
    if (whole < text.length) await file.truncate(whole);
    await writeWhole(file, line, whole);
    await file.sync();
  } finally {
    await file.close();
  }
  if (isNew) {
    await syncFolder(folder);
    await syncFolder(dirname(folder));
  }
}

/** On a full disk nothing of the line stays. */
async function writeWhole(file: FileHandle, line: string, start: number): Promise<void> {
  try {
    await file.appendFile(line);
  } catch (thrown) {
    await file.truncate(start).catch(() => undefined);
    throw thrown;
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
