/**
 * The record of what stays for the next boots, as it stands on the board, and the way from it to another one: each call of
 * {@link StandingRecord.become} can be cut off anywhere, and the next one goes on from what it finds.
 */
import { rm } from 'node:fs/promises';
import type { BoardFiles } from '../board-files.ts';
import type { ChangedSince, PersistEntry, PersistKind, PersistRecord } from '../contract/persist.ts';
import { recordFolder, textPaths } from '../contract/persist-places.ts';
import { problem } from '../rpc/problem.ts';
import { installTree, removeTree } from './dkms.ts';
import { foreign } from './foreign-file.ts';
import { type Group, GroupFile } from './group.ts';
import type { Kept } from './kept.ts';
import { ModuleIndex } from './module-index.ts';
import { isRelease, journalFolder } from './places.ts';
import type { RunProgram } from './programs.ts';
import { blobsOf, isEmpty, loadRecord, stateOf } from './record.ts';
import { isRule, makesModules, merged } from './record-change.ts';
import { textOf } from './text.ts';
import { followRules, groupOfRule, handBack } from './udev.ts';
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
  syncFolder,
  writeWhole,
} from './whole-file.ts';

/** What became of one place. */
interface Move {
  readonly path: string;
  readonly kind: PersistKind;
  readonly found: FoundFile | 'other' | undefined;
  /** Undefined: nothing is to be there. */
  readonly to: (FileRights & { readonly sha256: string }) | undefined;
}

export interface Way {
  readonly changed: ChangedSince;
  onLine?(line: string): void;
}

export interface Outcome {
  readonly told: string[];
  readonly removed: string[];
  readonly restored: string[];
  readonly left: string[];
}

export class StandingRecord {
  readonly groups: GroupFile;
  readonly #files: BoardFiles;
  readonly #path: string;
  readonly #kept: Kept;
  readonly #index: ModuleIndex;
  readonly #run: RunProgram;

  /** `kept`: where the bytes of its entries are. */
  constructor(files: BoardFiles, kept: Kept, run: RunProgram) {
    this.groups = new GroupFile(files.root);
    this.#files = files;
    this.#path = `${files.at(recordFolder)}/record.json`;
    this.#kept = kept;
    this.#index = new ModuleIndex(files.root, kept, run);
    this.#run = run;
  }

  /** Undefined when nothing stays. */
  async load(): Promise<PersistRecord | undefined> {
    return await loadRecord(this.#path);
  }

  /** The kernel's; throws `facts.unreadable`. */
  async release(): Promise<string> {
    const release = await this.#files.text('/proc/sys/kernel/osrelease');
    if (release !== undefined && isRelease(release)) return release;
    throw problem('facts.unreadable', 'The board does not say which kernel release it runs.', {
      hint: 'Mount /proc on the board.',
    });
  }

  /** Lets go of the bytes that no entry needs, and of the folders when nothing stays. */
  async forget(): Promise<void> {
    const folder = this.#files.at(recordFolder);
    const record = await this.load();
    await this.#kept.retain(record === undefined ? new Set() : blobsOf(record));
    if (record === undefined) {
      await rm(draftOf(this.#path), { force: true });
      await removeFolder(folder);
      // Empty once the journal was cleared.
      await removeFolder(this.#files.at(journalFolder));
      await removeFolder(folder.slice(0, folder.lastIndexOf('/')));
    }
  }

  /** As {@link become}; when that fails, what stood before is made to stand again as far as the board lets it. */
  async attempt(now: PersistRecord, wanted: PersistRecord, way: Way): Promise<Outcome> {
    try {
      return await this.become(now, wanted, way);
    } catch (thrown) {
      await this.become((await this.load()) ?? now, now, { changed: 'refuse' }).catch(() => undefined);
      throw thrown;
    }
  }

  /** Judged first, then both written down, then the files, then what makes them count. */
  async become(now: PersistRecord, wanted: PersistRecord, way: Way): Promise<Outcome> {
    const outcome: Outcome = { told: [], removed: [], restored: [], left: [] };
    const moves = await this.#judge(now, wanted, way, outcome);
    const group = this.#groupMove(now, wanted);
    // What was cut off is done again as a whole.
    const again = now.unfinished === true;
    const both = [...now.entries, ...wanted.entries];
    const retold = now.dkms?.version !== wanted.dkms?.version;
    const modules = moves.some(makesModules) || retold || (again && both.some(makesModules));
    const index = now.index ?? wanted.index ?? (modules ? await this.#index.snapshot(await this.release()) : undefined);
    const folders = await this.#foldersFor(now, wanted, moves);
    await this.#save(merged(now, wanted, folders, index));
    for (const { path } of both) await rm(draftOf(this.#files.at(path)), { force: true });

    if (group?.add !== undefined) await this.groups.add(group.add);
    if (now.dkms !== undefined && retold) await removeTree(this.#run, now.dkms.version);
    const rule = moves.some(isRule) || (again && both.some(isRule));
    const ruleBefore = await this.#ruleText();
    for (const move of moves) await this.#move(move, outcome);
    if (wanted.dkms !== undefined && (retold || again)) {
      await installTree(this.#run, wanted.dkms, way.onLine ?? (() => {}));
    }
    const stays = wanted.entries.some(makesModules);
    if (modules && index !== undefined) await (stays ? this.#index.update(index.release) : this.#index.putBack(index));
    if (rule) {
      outcome.told.push(...(await followRules(this.#run)));
      await this.#handBack(groupOfRule(ruleBefore), groupOfRule(await this.#ruleText()));
    }
    if (group?.remove !== undefined) await this.#removeGroup(group.remove, way.changed === 'discard', outcome);
    await this.#finish(wanted, folders, stays ? index : undefined, outcome);
    return outcome;
  }

  /** What has to be done to each place. Throws before anything is touched. */
  async #judge(now: PersistRecord, wanted: PersistRecord, way: Way, outcome: Outcome): Promise<Move[]> {
    const moves: Move[] = [];
    for (const path of new Set([...wanted.entries, ...now.entries].map((entry) => entry.path))) {
      const stood = now.entries.find((entry) => entry.path === path);
      const next = wanted.entries.find((entry) => entry.path === path);
      const entry = next ?? stood;
      if (entry === undefined) continue;
      const found = await findFile(this.#files.at(path));
      const ours = [...(stood?.ours ?? []), ...(next?.ours ?? [])];
      const state = stateOf({ ours, before: (stood ?? next)?.before }, found);
      const [newest] = next?.ours ?? [];
      const to = newest === undefined ? stood?.before : { sha256: newest, mode: entry.mode, ...self };
      const there = found === undefined ? undefined : found === 'other' ? 'other' : found.sha256;
      if (there === to?.sha256) continue;
      // A tree's files are DKMS's to build in; only what a person reads is judged.
      if (state === 'changed' && entry.kind !== 'dkms') {
        if (way.changed === 'refuse' || found === 'other') {
          throw stood === undefined ? foreign(path, entry.kind, found) : await this.#changed(stood, found);
        }
        if (way.changed === 'keep') {
          outcome.left.push(path);
          continue;
        }
      }
      // Fails here rather than half way.
      if (to !== undefined) await this.#kept.get(to.sha256);
      moves.push({ path, kind: entry.kind, found, to });
    }
    return moves;
  }

  async #move({ path, to, found }: Move, outcome: Outcome): Promise<void> {
    const at = this.#files.at(path);
    if (to === undefined) {
      await removeWhole(at);
      if (found !== undefined) outcome.removed.push(path);
      return;
    }
    for (const folder of await missingFolders(at)) await makeFolder(folder);
    const { sha256, ...rights } = to;
    await writeWhole(at, await this.#kept.get(sha256), rights);
    outcome.restored.push(path);
  }

  async #changed(entry: PersistEntry, found: FoundFile | 'other' | undefined): Promise<Error> {
    const isModule = entry.kind === 'module';
    const wrote = isModule ? undefined : await this.#kept.get(entry.ours[0] ?? '').then(textOf, () => undefined);
    const text = isModule || found === undefined || found === 'other' ? undefined : textOf(found.bytes);
    return problem('persist.changed-since', `${entry.path} was changed since the tool wrote it.`, {
      hint: 'persist show tells the difference. persist remove --discard-changes takes it away all the same, --keep-changed leaves it; persist.replace: true in a plan writes over it.',
      data: { path: entry.path, ...(wrote !== undefined && { wrote }), ...(text !== undefined && { found: text }) },
    });
  }

  #groupMove(now: PersistRecord, wanted: PersistRecord): { add?: Group; remove?: Group } | undefined {
    if (now.group?.name === wanted.group?.name && now.group?.gid === wanted.group?.gid) return undefined;
    return {
      ...(wanted.group !== undefined && { add: wanted.group }),
      ...(now.group !== undefined && { remove: now.group }),
    };
  }

  async #removeGroup(group: Group, over: boolean, outcome: Outcome): Promise<void> {
    const members = (await this.groups.find(group.name))?.members ?? [];
    switch (await this.groups.remove(group, over)) {
      case 'removed':
        outcome.removed.push(`the group ${group.name}`);
        break;
      case 'kept':
        outcome.left.push(`the group ${group.name}`);
        outcome.told.push(
          `The group ${group.name} stays, for it is used${members.length === 0 ? '' : ` by ${members.join(', ')}`}.`,
        );
        break;
      case 'gone':
        break;
    }
  }

  async #ruleText(): Promise<string | undefined> {
    return await this.#files.text(textPaths.udev);
  }

  async #handBack(before: string | undefined, after: string | undefined): Promise<void> {
    if (before === undefined || before === after) return;
    const group = await this.groups.find(before).catch(() => undefined);
    if (group !== undefined) await handBack(this.#files, group.gid);
  }

  /** Folders of ours, those to be made included. */
  async #foldersFor(now: PersistRecord, wanted: PersistRecord, moves: readonly Move[]): Promise<string[]> {
    const folders = new Set([...now.folders, ...wanted.folders]);
    for (const { path, to } of moves) {
      if (to === undefined) continue;
      const missing = await missingFolders(this.#files.at(path));
      for (const folder of missing) folders.add(folder.slice(this.#files.root.length));
    }
    return [...folders].sort();
  }

  /** Folders that nobody needs go, and the record says what stands; none at all goes itself. */
  async #finish(
    wanted: PersistRecord,
    folders: readonly string[],
    index: PersistRecord['index'],
    outcome: Outcome,
  ): Promise<void> {
    const left: string[] = [];
    for (const folder of folders.toReversed()) {
      if (wanted.entries.some(({ path }) => path.startsWith(`${folder}/`))) left.unshift(folder);
      else if (await removeFolder(this.#files.at(folder)))
        await syncFolder(this.#files.at(folder.slice(0, folder.lastIndexOf('/')))).catch(() => undefined);
      else outcome.told.push(`${folder} was made by the tool and has files of others now: it stays.`);
    }
    const { index: _index, unfinished: _unfinished, ...rest } = wanted;
    const record: PersistRecord = { ...rest, folders: left, ...(index !== undefined && { index }) };
    if (isEmpty(record)) await removeWhole(this.#path);
    else await this.#save(record);
  }

  async #save(record: PersistRecord): Promise<void> {
    for (const folder of await missingFolders(this.#path)) await makeFolder(folder, 0o700);
    await writeWhole(this.#path, Buffer.from(`${JSON.stringify(record, undefined, 1)}\n`), {
      mode: 0o600,
      ...self,
    });
  }
}
