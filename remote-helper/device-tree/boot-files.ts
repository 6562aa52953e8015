/** Files of the boot, written all or none with a record of what was there before, and given back. */
import { rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { BoardFiles } from '../board-files.ts';
import { bootRecordFolder, isBootText, isBootTree } from '../contract/boot-places.ts';
import type { BootInstall, BootLook, BootRecord } from '../contract/device-tree.ts';
import type { ChangedSince } from '../contract/persist.ts';
import { Kept } from '../persist/kept.ts';
import { type RunProgram, syncDisks } from '../persist/programs.ts';
import { stateOf } from '../persist/record.ts';
import {
  draftOf,
  type FileRights,
  type FoundFile,
  findFile,
  makeFolder,
  missingFolders,
  removeFolder,
  removeWhole,
  self,
  writeWhole,
} from '../persist/whole-file.ts';
import { problem } from '../rpc/problem.ts';
import { run } from '../run.ts';
import { bootProblem, changedSince, foreignBootFile } from './boot-problem.ts';
import { followBootFiles } from './boot-programs.ts';
import {
  type BootMove,
  blobsOfBoot,
  emptyBootRecord,
  isEmptyBootRecord,
  loadBootRecord,
  withMoves,
} from './boot-record.ts';
import { lookAtBoot } from './look-boot.ts';

export interface BootWrite {
  readonly files: readonly {
    readonly path: string;
    readonly seen?: string | undefined;
    readonly bytes?: number | undefined;
  }[];
  readonly install?: BootInstall | undefined;
  readonly forget?: string | undefined;
}

interface Move extends BootMove {
  readonly found: FoundFile | undefined;
}

export interface Restored {
  readonly restored: string[];
  readonly removed: string[];
  readonly left: string[];
  readonly told: string[];
}

export class BootFiles {
  readonly #files: BoardFiles;
  readonly #run: RunProgram;
  readonly #kept: Kept;
  readonly #path: string;
  /** Calls run one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(files: BoardFiles, start: RunProgram = run) {
    this.#files = files;
    this.#run = start;
    this.#kept = new Kept(`${files.at(bootRecordFolder)}/kept`);
    this.#path = `${files.at(bootRecordFolder)}/record.json`;
  }

  async read(): Promise<{ look: BootLook; bytes: Uint8Array }> {
    return await lookAtBoot(this.#files, await loadBootRecord(this.#path));
  }

  async write({ files, install, forget }: BootWrite, bytes: Uint8Array): Promise<{ told: string[] }> {
    return await this.#alone(async (record) => {
      const moves = await this.#judged(files, bytes);
      const { during, afterwards } = withMoves(record, moves, { install, forget });
      const folders = new Set(record.folders);
      for (const { path, after } of moves) {
        if (after === undefined) continue;
        for (const folder of await missingFolders(this.#files.at(path)))
          folders.add(folder.slice(this.#files.root.length));
      }
      await this.#save({ ...during, folders: [...folders].sort() });
      const again = await this.#cutOff(record);
      const programs = await this.#make(moves, again).catch(async (thrown) => {
        await this.#finish({ ...record, folders: [...folders].sort() }).catch(() => undefined);
        throw thrown;
      });
      await this.#finish({ ...afterwards, folders: [...folders].sort() });
      return { told: programs.map((program) => `${program} was run.`) };
    });
  }

  async restore(changed: ChangedSince): Promise<Restored> {
    return await this.#alone(async (record) => {
      if (isEmptyBootRecord(record)) {
        throw problem('boot.nothing-to-restore', 'The tool has written no boot file of this board that still stands.', {
          hint: 'dt status tells what stands.',
        });
      }
      const outcome: Restored = { restored: [], removed: [], left: [], told: [] };
      // Texts first: until they are as before, they name trees that have to be there.
      const entries = record.entries.toSorted((a, b) => Number(isBootTree(a.path)) - Number(isBootTree(b.path)));
      const moves: Move[] = [];
      let textStays = false;
      for (const entry of entries) {
        const { path, before } = entry;
        const found = await findFile(this.#files.at(path));
        const state = stateOf(entry, found);
        if (state === 'changed' && changed === 'refuse')
          throw changedSince(path, entry.ours[0], found === 'other' ? undefined : found?.sha256);
        const stays = (state === 'changed' && changed === 'keep') || (textStays && isBootTree(path));
        if (stays || found === 'other') {
          textStays ||= isBootText(path);
          outcome.left.push(path);
          continue;
        }
        if (found?.sha256 === before?.sha256) continue;
        // Fails here rather than half way.
        if (before !== undefined) await this.#kept.get(before.sha256);
        moves.push({ path, found, after: before?.sha256 });
      }
      await this.#save({ ...record, unfinished: true });
      const again = await this.#cutOff(record);
      const rights = new Map(entries.flatMap(({ path, before }) => (before === undefined ? [] : [[path, before]])));
      const programs = await this.#make(moves, again, rights);
      for (const { path, after } of moves) (after === undefined ? outcome.removed : outcome.restored).push(path);
      outcome.told.push(...programs.map((program) => `${program} was run.`));
      await this.#finish({ ...emptyBootRecord, folders: record.folders });
      return outcome;
    });
  }

  /** What has to be done to each place; what is there, and what is to be there, is kept by then. */
  async #judged(files: BootWrite['files'], bytes: Uint8Array): Promise<Move[]> {
    const wanted: { path: string; found: FoundFile | undefined; content: Uint8Array | undefined }[] = [];
    let at = 0;
    for (const { path, seen, bytes: size } of files) {
      if (!isBootText(path) && !isBootTree(path)) {
        throw problem('boot.outside', `${path} is no place that the tool writes to.`, { data: { path } });
      }
      const found = await findFile(this.#files.at(path));
      if (found === 'other') throw foreignBootFile(path);
      if (found?.sha256 !== seen) throw changedSince(path, seen, found?.sha256);
      wanted.push({ path, found, content: size === undefined ? undefined : bytes.subarray(at, at + size) });
      at += size ?? 0;
    }
    const moves: Move[] = [];
    for (const { path, found, content } of wanted) {
      if (found !== undefined) await this.#kept.put(found.bytes).catch(rethrow);
      const after = content === undefined ? undefined : await this.#kept.put(content).catch(rethrow);
      if (found?.sha256 !== after) moves.push({ path, found, after });
    }
    return moves;
  }

  /** Of a write that was cut off: what it left beside its files goes. Answers the places for which a program may not have been run. */
  async #cutOff({ unfinished, entries }: BootRecord): Promise<string[]> {
    if (unfinished !== true) return [];
    const paths = entries.map(({ path }) => path);
    for (const path of paths) await rm(draftOf(this.#files.at(path)), { force: true }).catch(() => undefined);
    return paths;
  }

  /** All or none; answers which programs were run. `again`: places that may not have been followed yet, besides those of the moves. */
  async #make(
    moves: readonly Move[],
    again: readonly string[],
    rights: ReadonlyMap<string, FileRights> = new Map(),
  ): Promise<string[]> {
    const made: Move[] = [];
    try {
      for (const move of moves) {
        // One that fails may be half done.
        made.unshift(move);
        await this.#put(move.path, move.after, rights.get(move.path) ?? move.found);
      }
      return await followBootFiles(this.#run, [...again, ...moves.map(({ path }) => path)]);
    } catch (thrown) {
      for (const { path, found } of made) await this.#put(path, found?.sha256, found).catch(() => undefined);
      await followBootFiles(
        this.#run,
        made.map(({ path }) => path),
      ).catch(() => undefined);
      throw bootProblem(thrown);
    }
  }

  async #put(path: string, sha256: string | undefined, rights: FileRights | undefined): Promise<void> {
    const at = this.#files.at(path);
    if (sha256 === undefined) {
      await removeWhole(at);
      return;
    }
    for (const folder of await missingFolders(at)) await makeFolder(folder);
    await writeWhole(at, await this.#kept.get(sha256), rights ?? (await ofFolder(dirname(at))));
  }

  /** Folders that nobody needs go; a record of nothing goes itself, with what it kept. */
  async #finish(record: BootRecord): Promise<void> {
    const needed: string[] = [];
    for (const folder of record.folders.toReversed()) {
      if (record.entries.some(({ path }) => path.startsWith(`${folder}/`))) needed.unshift(folder);
      else await removeFolder(this.#files.at(folder)).catch(() => false);
    }
    const then = { ...record, folders: needed };
    if (!isEmptyBootRecord(then)) {
      await this.#save(then);
      await this.#kept.retain(blobsOfBoot(then));
      return;
    }
    await removeWhole(this.#path);
    await rm(draftOf(this.#path), { force: true });
    await this.#kept.retain(new Set());
    const folder = this.#files.at(bootRecordFolder);
    if (await removeFolder(folder).catch(() => false)) await removeFolder(dirname(folder)).catch(() => false);
  }

  async #save(record: BootRecord): Promise<void> {
    try {
      for (const folder of await missingFolders(this.#path)) await makeFolder(folder, 0o700);
      const text = `${JSON.stringify(record, undefined, 1)}\n`;
      await writeWhole(this.#path, Buffer.from(text), { mode: 0o600, ...self });
    } catch (thrown) {
      throw bootProblem(thrown);
    }
  }

  async #alone<T>(work: (record: BootRecord) => Promise<T>): Promise<T> {
    const next = this.#last.then(async () => {
      const result = await work((await loadBootRecord(this.#path)) ?? emptyBootRecord);
      // What was written is there, whatever the disks take their time for.
      await syncDisks(this.#run).catch(() => undefined);
      return result;
    });
    this.#last = next.catch(() => undefined);
    return await next;
  }
}

/** Of a new file: its folder's owner, which on a FAT file system is whoever it was mounted for, and nobody else can be. */
async function ofFolder(folder: string): Promise<FileRights> {
  const { uid, gid } = await stat(folder);
  return { mode: 0o644, uid, gid };
}

function rethrow(thrown: unknown): never {
  throw bootProblem(thrown);
}
