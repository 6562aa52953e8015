/** The indexes that modprobe reads (modules.dep and its like), made anew by depmod, or put back as they were. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PersistRecord } from '../contract/persist.ts';
import { problem } from '../rpc/problem.ts';
import type { Kept } from './kept.ts';
import { isIndexName } from './places.ts';
import { type RunProgram, runIfThere } from './programs.ts';
import { digestOf, findFile, removeWhole, writeWhole } from './whole-file.ts';

/** Our own files, which come and go, and what DKMS makes of ours. */
const ours = /^updates\/(?:dkms\/)?uiomem\.ko(\.(gz|xz|zst))?$/;

type Index = NonNullable<PersistRecord['index']>;

export class ModuleIndex {
  readonly #root: string;
  readonly #kept: Kept;
  readonly #run: RunProgram;

  constructor(root: string, kept: Kept, run: RunProgram) {
    this.#root = root;
    this.#kept = kept;
    this.#run = run;
  }

  /** As they are now, their bytes kept. */
  async snapshot(release: string): Promise<Index> {
    const files: Index['files'] = [];
    for (const name of await this.#names(release)) {
      const found = await findFile(this.#path(release, name));
      if (found === undefined || found === 'other') continue;
      const { bytes, mode, uid, gid } = found;
      files.push({ name, sha256: await this.#kept.put(bytes), mode, uid, gid });
    }
    return { release, modules: await this.#modules(release), files };
  }

  /** Throws `persist.no-depmod`, `persist.depmod-failed`. */
  async update(release: string): Promise<void> {
    const base = this.#root === '' ? [] : ['-b', this.#root];
    const ended = await runIfThere(this.#run, 'depmod', [...base, release], 300_000);
    if (ended === undefined) {
      throw problem('persist.no-depmod', 'The board has no depmod: modprobe would not find the module at boot.', {
        hint: 'Install kmod (or busybox with depmod), or load the module with insmod from a script of your own.',
      });
    }
    if (ended.status === 0) return;
    const said = (ended.stderr || ended.stdout).trim();
    throw problem(
      'persist.depmod-failed',
      `depmod ${release} failed: ${said === '' ? `status ${ended.status}` : said}`,
      {
        hint: 'No space and a read-only file system are the usual reasons.',
        data: { said, status: ended.status ?? null },
      },
    );
  }

  /** The very files of before, when no other module has come or gone since; else depmod's, of what is there now. */
  async putBack(index: Index): Promise<void> {
    const { release, modules, files } = index;
    if ((await this.#modules(release)) !== modules) {
      await this.update(release);
      return;
    }
    for (const { name, sha256, ...rights } of files) {
      const found = await findFile(this.#path(release, name));
      const same = found !== undefined && found !== 'other' && found.sha256 === sha256 && found.mode === rights.mode;
      if (same) continue;
      await writeWhole(this.#path(release, name), await this.#kept.get(sha256), rights);
    }
    const before = new Set(files.map(({ name }) => name));
    for (const name of await this.#names(release)) {
      if (!before.has(name)) await removeWhole(this.#path(release, name));
    }
  }

  async #names(release: string): Promise<string[]> {
    const all = await readdir(this.#path(release, '')).catch(() => []);
    return all.filter(isIndexName).sort();
  }

  /** Digest of the list of all module files but ours, with size and time of change. */
  async #modules(release: string): Promise<string> {
    const lines: string[] = [];
    const walk = async (below: string): Promise<void> => {
      const all = await readdir(this.#path(release, below), { withFileTypes: true }).catch(() => []);
      for (const entry of all) {
        const path = join(below, entry.name);
        if (entry.isDirectory()) await walk(path);
        else if (/\.ko(\.|$)/.test(entry.name) && !ours.test(path)) {
          const { size, mtimeMs } = await stat(this.#path(release, path)).catch(() => ({ size: 0, mtimeMs: 0 }));
          lines.push(`${path} ${size} ${mtimeMs}`);
        }
      }
    };
    await walk('');
    return digestOf(Buffer.from(lines.sort().join('\n')));
  }

  #path(release: string, name: string): string {
    return join(this.#root, '/lib/modules', release, name);
  }
}
