/**
 * Everything that stays for the next boots, as one record that becomes another: whatever is done is the way from the record
 * that stands to the one that is wanted.
 */
import { readFile } from 'node:fs/promises';
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
import { foreign } from './foreign-file.ts';
import { Kept } from './kept.ts';
import type { RunProgram } from './programs.ts';
import { emptyRecord, stateOf, staysInside } from './record.ts';
import { makesModules, sameTree, withEntries } from './record-change.ts';
import { type Outcome, StandingRecord } from './standing-record.ts';
import { textOf } from './text.ts';
import { digestOf, findFile } from './whole-file.ts';

const largestModule = 64 * 2 ** 20;
const fileMode = 0o644;

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
  readonly #kept: Kept;
  readonly #standing: StandingRecord;
  /** Calls run one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(files: BoardFiles, start: RunProgram = run) {
    this.#files = files;
    this.#kept = new Kept(`${files.at(recordFolder)}/kept`);
    this.#standing = new StandingRecord(files, this.#kept, start);
  }

  async read(): Promise<{ record?: PersistRecord; files: PersistedEntry[] }> {
    const record = await this.#standing.load();
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
      const there = await this.#standing.groups.find(name);
      if (there !== undefined) return { told: [`The group ${name} is there already.`] };
      const group = { name, gid: await this.#standing.groups.choose() };
      return await this.#standing.attempt(now, { ...now, group }, { changed: 'refuse' });
    });
  }

  async write(kind: PersistText, text: string, replace: boolean): Promise<{ told: string[] }> {
    return await this.#alone(async (now) => {
      const entry = await this.#entryFor(now, kind, textPaths[kind], Buffer.from(text), replace);
      return await this.#standing.attempt(now, withEntries(now, [entry]), { changed: replace ? 'discard' : 'refuse' });
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
      const entry = await this.#entryFor(now, 'module', installPath(await this.#standing.release()), bytes, replace);
      const outcome = await this.#standing.attempt(now, withEntries(now, [entry]), {
        changed: replace ? 'discard' : 'refuse',
      });
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
      const wanted = { ...withEntries(now, entries), dkms: { version, release: await this.#standing.release() } };
      return await this.#standing.attempt(now, wanted, { changed: replace ? 'discard' : 'refuse', onLine });
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
      const outcome = await this.#standing.become(now, wanted, { changed });
      if (forget) await this.#standing.forget();
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
    return await this.#alone(async (now) => await this.#standing.become(now, wanted, { changed: 'refuse' }));
  }

  /** Lets go of what was kept for an apply to be taken back. */
  async forget(): Promise<void> {
    await this.#alone(async () => await this.#standing.forget());
  }

  async #alone<T>(work: (now: PersistRecord) => Promise<T>): Promise<T> {
    const next = this.#last.then(async () => await work((await this.#standing.load()) ?? emptyRecord));
    this.#last = next.catch(() => undefined);
    return await next;
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
