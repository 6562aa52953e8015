/**
 * Everything that stays for the next boots, as one record that becomes another. Whatever is done is the way from the record
 * that stands to the one that is wanted: judged first, then both written down, then the files, then what makes them count.
 */
import { readFile, rm } from 'node:fs/promises';
import type { BoardFiles } from '../board-files.ts';
import type {
  ChangedSince,
  PersistEntry,
  PersistKind,
  PersistRecord,
  PersistState,
  PersistText,
} from '../contract/persist.ts';
import { dkmsFolder, installPath, recordFolder, textPaths } from '../contract/persist-places.ts';
import { problem } from '../rpc/problem.ts';
import { run } from '../run.ts';
import { installTree, removeTree } from './dkms.ts';
import { foreign } from './foreign-file.ts';
import { type Group, GroupFile } from './group.ts';
import { Kept } from './kept.ts';
import { ModuleIndex } from './module-index.ts';
import { isRelease, journalFolder } from './places.ts';
import type { RunProgram } from './programs.ts';
import { blobsOf, emptyRecord, isEmpty, loadRecord, stateOf, staysInside } from './record.ts';
import { isRule, makesModules, merged, sameTree, withEntries } from './record-change.ts';
import { textOf } from './text.ts';
import { followRules, groupOfRule, handBack } from './udev.ts';
import {
  digestOf,
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

const largestModule = 64 * 2 ** 20;
const fileMode = 0o644;

/** What became of one place. */
interface Move {
  readonly path: string;
  readonly kind: PersistKind;
  readonly found: FoundFile | 'other' | undefined;
  /** Undefined: nothing is to be there. */
  readonly to: (FileRights & { readonly sha256: string }) | undefined;
}

interface Way {
  readonly changed: ChangedSince;
  onLine?(line: string): void;
}

interface Outcome {
  readonly told: string[];
  readonly removed: string[];
  readonly restored: string[];
  readonly left: string[];
}

export interface PersistedEntry {
  readonly path: string;
  readonly kind: PersistKind;
  readonly state: PersistState;
  readonly text?: string;
  readonly ours?: string;
  readonly replaced: boolean;
}

export class Persistence {
  readonly #files: BoardFiles;
  readonly #folder: string;
  readonly #kept: Kept;
  readonly #index: ModuleIndex;
  readonly #groups: GroupFile;
  readonly #run: RunProgram;
  /** Calls run one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(files: BoardFiles, start: RunProgram = run) {
    this.#files = files;
    this.#folder = files.at(recordFolder);
    this.#kept = new Kept(`${this.#folder}/kept`);
    this.#run = start;
    this.#index = new ModuleIndex(files.root, this.#kept, start);
    this.#groups = new GroupFile(files.root);
  }

  async read(): Promise<{ record?: PersistRecord; files: PersistedEntry[] }> {
    const record = await loadRecord(this.#recordPath);
    if (record === undefined) return { files: [] };
    const files = record.entries.map(async (entry): Promise<PersistedEntry> => {
      const { path, kind, before } = entry;
      const found = await findFile(this.#files.at(path));
      const isText = kind !== 'module' && (kind !== 'dkms' || path.endsWith('/dkms.conf'));
      const text = found === undefined || found === 'other' || !isText ? undefined : textOf(found.bytes);
      const [newest = ''] = entry.ours;
      const ours = !isText ? undefined : await this.#kept.get(newest).then(textOf, () => undefined);
      return {
        path,
        kind,
        state: stateOf(entry, found),
        ...(text !== undefined && { text }),
        ...(ours !== undefined && { ours }),
        replaced: before !== undefined,
      };
    });
    return { record, files: await Promise.all(files) };
  }

  async group(name: string): Promise<{ told: string[] }> {
    return await this.#alone(async (now) => {
      const there = await this.#groups.find(name);
      if (there !== undefined) return { told: [`The group ${name} is there already.`] };
      const group = { name, gid: await this.#groups.choose() };
      return await this.#attempt(now, { ...now, group }, { changed: 'refuse' });
    });
  }

  async write(kind: PersistText, text: string, replace: boolean): Promise<{ told: string[] }> {
    return await this.#alone(async (now) => {
      const entry = await this.#entryFor(now, kind, textPaths[kind], Buffer.from(text), replace);
      return await this.#attempt(now, withEntries(now, [entry]), { changed: replace ? 'discard' : 'refuse' });
    });
  }

  /** The bytes are read once: what was checked is what is written. */
  async install(from: string, sha256: string, replace: boolean): Promise<{ told: string[] }> {
    return await this.#alone(async (now) => {
      const bytes = await readFile(from).catch((cause: NodeJS.ErrnoException) => {
        throw problem('module.file-missing', `${from} on the board cannot be read: ${cause.code}.`, {
          data: { path: from },
          cause,
        });
      });
      const found = digestOf(bytes);
      if (found !== sha256 || bytes.length > largestModule) {
        throw problem(
          'module.digest-differs',
          `${from} is not the file that was uploaded: its sha256 is ${found}, wanted was ${sha256}.`,
          {
            hint: 'Upload the module again; if it happens again, look who else writes to that folder.',
            data: { path: from, found, wanted: sha256 },
          },
        );
      }
      const entry = await this.#entryFor(now, 'module', installPath(await this.#release()), bytes, replace);
      const outcome = await this.#attempt(now, withEntries(now, [entry]), { changed: replace ? 'discard' : 'refuse' });
      return { told: [...outcome.told, ...(await this.#initramfsTold())] };
    });
  }

  async dkms(
    version: string,
    files: readonly { readonly path: string; readonly text: string }[],
    replace: boolean,
    onLine: (line: string) => void,
  ): Promise<{ told: string[] }> {
    return await this.#alone(async (now) => {
      const entries: PersistEntry[] = [];
      for (const { path, text } of files) {
        entries.push(await this.#entryFor(now, 'dkms', `${dkmsFolder(version)}/${path}`, Buffer.from(text), replace));
      }
      const wanted = { ...withEntries(now, entries), dkms: { version, release: await this.#release() } };
      return await this.#attempt(now, wanted, { changed: replace ? 'discard' : 'refuse', onLine });
    });
  }

  /** `paths` undefined: all. A tree of DKMS goes whole. `forget`: nothing needs what was kept any more. */
  async remove(
    { paths, group, changed }: { paths?: readonly string[] | undefined; group: boolean; changed: ChangedSince },
    forget: boolean,
  ): Promise<Outcome> {
    return await this.#alone(async (now) => {
      const goes = ({ path, kind }: PersistEntry) =>
        paths === undefined || paths.includes(path) || (kind === 'dkms' && paths.some((each) => sameTree(each, path)));
      const entries = now.entries.filter((entry) => !goes(entry));
      const { group: made, dkms, index, ...rest } = now;
      const wanted: PersistRecord = {
        ...rest,
        entries,
        ...(made !== undefined && !group && { group: made }),
        ...(dkms !== undefined && entries.some(({ kind }) => kind === 'dkms') && { dkms }),
        ...(index !== undefined && entries.some(makesModules) && { index }),
      };
      const outcome = await this.#become(now, wanted, { changed });
      if (forget) await this.#forget();
      return outcome;
    });
  }

  /** Also from a record that was cut off on its way to this or another one. */
  async restore(wanted: PersistRecord): Promise<{ told: string[] }> {
    if (!staysInside(wanted)) {
      throw problem('persist.outside', 'The record to go back to names places that are none of the tool’s.', {
        data: { paths: wanted.entries.map(({ path }) => path) },
      });
    }
    return await this.#alone(async (now) => await this.#become(now, wanted, { changed: 'refuse' }));
  }

  /** Lets go of what was kept for an apply to be taken back. */
  async forget(): Promise<void> {
    await this.#alone(async () => await this.#forget());
  }

  async #forget(): Promise<void> {
    const record = await loadRecord(this.#recordPath);
    await this.#kept.retain(record === undefined ? new Set() : blobsOf(record));
    if (record === undefined) {
      await rm(draftOf(this.#recordPath), { force: true });
      await removeFolder(this.#folder);
      // Empty once the journal was cleared.
      await removeFolder(this.#files.at(journalFolder));
      await removeFolder(this.#folder.slice(0, this.#folder.lastIndexOf('/')));
    }
  }

  get #recordPath(): string {
    return `${this.#folder}/record.json`;
  }

  async #alone<T>(work: (now: PersistRecord) => Promise<T>): Promise<T> {
    const next = this.#last.then(async () => await work((await loadRecord(this.#recordPath)) ?? emptyRecord));
    this.#last = next.catch(() => undefined);
    return await next;
  }

  async #release(): Promise<string> {
    const release = await this.#files.text('/proc/sys/kernel/osrelease');
    if (release !== undefined && isRelease(release)) return release;
    throw problem('facts.unreadable', 'The board does not say which kernel release it runs.', {
      hint: 'Mount /proc on the board.',
    });
  }

  /**
   * The entry with which a file would stand. The very bytes being there already without a record, as after `plan steps --shell`,
   * are taken for ours. Throws `persist.foreign-file`.
   */
  async #entryFor(
    now: PersistRecord,
    kind: PersistKind,
    path: string,
    bytes: Uint8Array,
    replace: boolean,
  ): Promise<PersistEntry> {
    const known = now.entries.find((entry) => entry.path === path);
    const sha256 = await this.#kept.put(bytes);
    if (known !== undefined) return { ...known, ours: [sha256] };
    const found = await findFile(this.#files.at(path));
    if (found === undefined || (found !== 'other' && found.sha256 === sha256))
      return { path, kind, ours: [sha256], mode: fileMode };
    if (found === 'other' || !replace) throw foreign(path, kind, found);
    const { mode, uid, gid } = found;
    return {
      path,
      kind,
      ours: [sha256],
      mode: fileMode,
      before: { sha256: await this.#kept.put(found.bytes), mode, uid, gid },
    };
  }

  /** As {@link #become}; when that fails, what stood before is made to stand again as far as the board lets it. */
  async #attempt(now: PersistRecord, wanted: PersistRecord, way: Way): Promise<Outcome> {
    try {
      return await this.#become(now, wanted, way);
    } catch (thrown) {
      await this.#become((await loadRecord(this.#recordPath)) ?? now, now, { changed: 'refuse' }).catch(
        () => undefined,
      );
      throw thrown;
    }
  }

  async #become(now: PersistRecord, wanted: PersistRecord, way: Way): Promise<Outcome> {
    const outcome: Outcome = { told: [], removed: [], restored: [], left: [] };
    const moves = await this.#judge(now, wanted, way, outcome);
    const group = this.#groupMove(now, wanted);
    // What was cut off is done again as a whole.
    const again = now.unfinished === true;
    const both = [...now.entries, ...wanted.entries];
    const retold = now.dkms?.version !== wanted.dkms?.version;
    const modules = moves.some(makesModules) || retold || (again && both.some(makesModules));
    const index =
      now.index ?? wanted.index ?? (modules ? await this.#index.snapshot(await this.#release()) : undefined);
    const folders = await this.#foldersFor(now, wanted, moves);
    await this.#save(merged(now, wanted, folders, index));
    for (const { path } of both) await rm(draftOf(this.#files.at(path)), { force: true });

    if (group?.add !== undefined) await this.#groups.add(group.add);
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
    const members = (await this.#groups.find(group.name))?.members ?? [];
    switch (await this.#groups.remove(group, over)) {
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
    const group = await this.#groups.find(before).catch(() => undefined);
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
    if (isEmpty(record)) await removeWhole(this.#recordPath);
    else await this.#save(record);
  }

  async #save(record: PersistRecord): Promise<void> {
    for (const folder of await missingFolders(this.#recordPath)) await makeFolder(folder, 0o700);
    await writeWhole(this.#recordPath, Buffer.from(`${JSON.stringify(record, undefined, 1)}\n`), {
      mode: 0o600,
      ...self,
    });
  }

  /** An initramfs has copies of its own, which a later start of the module from there would follow. */
  async #initramfsTold(): Promise<string[]> {
    const there = await Promise.all(
      ['/usr/sbin/update-initramfs', '/sbin/update-initramfs'].map((path) => this.#files.mayRun(path)),
    );
    if (!there.includes(true)) return [];
    return [
      'The initramfs has its own copy of modprobe.d: when it is to load the module itself, run update-initramfs -u.',
    ];
  }
}
