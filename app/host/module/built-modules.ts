/** Modules built before, in the cache: one folder each, named after everything that went into it. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { type BuiltModule, builtModule } from '../../contract/module.ts';
import type { KernelTree } from './kernel-tree.ts';
import type { ModuleFile } from './module-file.ts';
import type { ModuleSource } from './source.ts';
import type { Compiler } from './workstation.ts';

const record = 'module.json';
/** Counts the forms of records: one that tells less than this one is built anew. */
export const recordForm = 2;

export class BuiltModules {
  /** `<cache>/modules` */
  readonly folder: string;

  constructor(cache: string) {
    this.folder = join(cache, 'modules');
  }

  /** All of them, the one that was built or asked for last first; what is half there is not told. */
  async list(): Promise<BuiltModule[]> {
    const found: { module: BuiltModule; asked: number }[] = [];
    for (const name of await readdir(this.folder).catch(() => [])) {
      const each = await readRecord(join(this.folder, name));
      const size = (await stat(each?.module.path ?? '').catch(() => undefined))?.size;
      if (each !== undefined && each.module.size === size) found.push(each);
    }
    return found.sort((a, b) => b.asked - a.asked).map(({ module }) => module);
  }

  async find(key: string): Promise<BuiltModule | undefined> {
    return await whole(join(this.folder, key));
  }

  /** A fresh folder to build in; the caller removes it unless it was kept. */
  async begin(): Promise<string> {
    const building = join(this.folder, '.building');
    await mkdir(building, { recursive: true });
    // Left by a process that was killed: no build takes a day.
    for (const name of await readdir(building)) {
      const left = join(building, name);
      const age = Date.now() - ((await stat(left).catch(() => undefined))?.mtimeMs ?? Date.now());
      if (age > 24 * 3600 * 1000) await rm(left, { recursive: true, force: true });
    }
    return await mkdtemp(join(building, 'build-'));
  }

  /** Puts a finished folder with `uiomem.ko` and `build.log` into its place, in one step. */
  async keep(key: string, work: string, module: Omit<BuiltModule, 'path' | 'built'>): Promise<BuiltModule> {
    const place = join(this.folder, key);
    const kept = { ...module, path: join(place, 'uiomem.ko'), built: new Date().toISOString() };
    await writeFile(join(work, record), `${JSON.stringify(kept, undefined, 2)}\n`);
    for (;;) {
      try {
        // Onto an absent place only: rename(2) refuses one that holds something, so a reader never misses it.
        await rename(work, place);
        return kept;
      } catch (cause) {
        if (!isOccupied(cause)) throw cause;
      }
      // Another process built the same at the same time: its result is as good, and may be in use already.
      const other = await this.find(key);
      if (other !== undefined) {
        await rm(work, { recursive: true, force: true });
        return other;
      }
      await this.#discard(place, async (aside) => {
        // Another process may have put a whole one there since it was looked at.
        if ((await whole(aside)) !== undefined) await rename(aside, place).catch(() => {});
      });
    }
  }

  /** Takes an entry away in one step; another process may have been quicker. */
  async #discard(place: string, look?: (aside: string) => Promise<void>): Promise<void> {
    const aside = join(await this.begin(), 'gone');
    await rename(place, aside).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'ENOENT') throw cause;
    });
    await look?.(aside);
    await rm(dirname(aside), { recursive: true, force: true });
  }

  /** Instead of a build: as if it had been built just now. */
  async reuse(key: string): Promise<BuiltModule | undefined> {
    const found = await this.find(key);
    const now = new Date();
    // Which was asked for last is no reason to fail.
    if (found !== undefined) await utimes(join(this.folder, key, record), now, now).catch(() => {});
    return found;
  }

  /** Takes away the one with this path. Throws `module.not-built`. */
  async remove(path: string): Promise<BuiltModule> {
    const found = (await this.list()).find((module) => module.path === path);
    const place = dirname(path);
    // A record may say anything; what is removed is an entry of this folder.
    if (found === undefined || dirname(place) !== this.folder) {
      throw problem('module.not-built', `${path} is none of the modules that were built here.`, {
        hint: 'module list names them.',
        data: { path },
      });
    }
    await this.#discard(place);
    return found;
  }
}

async function readRecord(folder: string): Promise<{ module: BuiltModule; asked: number } | undefined> {
  try {
    const path = join(folder, record);
    const json: unknown = JSON.parse(await readFile(path, 'utf8'));
    return { module: builtModule.parse(json), asked: (await stat(path)).mtimeMs };
  } catch {
    return undefined;
  }
}

/** Undefined where a part is missing, or the file was changed since: that is not what was built. */
async function whole(folder: string): Promise<BuiltModule | undefined> {
  const found = (await readRecord(folder))?.module;
  const bytes = await readFile(join(folder, 'uiomem.ko')).catch(() => undefined);
  if (found === undefined || bytes === undefined) return undefined;
  return createHash('sha256').update(bytes).digest('hex') === found.sha256 ? found : undefined;
}

const isOccupied = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && (cause.code === 'ENOTEMPTY' || cause.code === 'EEXIST');

/** What is kept of a module beside the file. */
export function builtRecord(
  bytes: Uint8Array,
  { architecture, release, vermagic, version, srcversion }: ModuleFile,
  source: ModuleSource,
): Omit<BuiltModule, 'path' | 'built'> {
  return {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    size: bytes.length,
    release,
    architecture: architecture.name,
    vermagic,
    ...(version !== undefined && { version }),
    ...(srcversion !== undefined && { srcversion }),
    source: source.sha256,
    folder: source.folder,
  };
}

/** The name of a build: equal when source, kernel tree (release, configuration, symbol versions) and compiler are. */
export async function buildKey(sourceSha256: string, tree: KernelTree, compiler: Compiler): Promise<string> {
  const digest = createHash('sha256');
  digest.update(`${recordForm}\0${sourceSha256}\0${tree.release}\0${compiler.command}\0${compiler.version}\0`);
  for (const name of ['.config', 'Module.symvers', 'include/config/auto.conf']) {
    const bytes = await readFile(join(tree.folder, name)).catch(() => undefined);
    digest.update(`${name}\0${bytes?.length ?? 'absent'}\0`).update(bytes ?? '');
  }
  return digest.digest('hex').slice(0, 24);
}
