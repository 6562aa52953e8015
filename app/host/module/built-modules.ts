/** Modules built before, in the cache: one folder each, named after everything that went into it. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuiltModule, builtModule } from '../../contract/module.ts';
import type { KernelTree } from './kernel-tree.ts';
import type { Compiler } from './workstation.ts';

const record = 'module.json';

export class BuiltModules {
  /** `<cache>/modules` */
  readonly folder: string;

  constructor(cache: string) {
    this.folder = join(cache, 'modules');
  }

  /** All of them, the one built last first; what is half there is not told. */
  async list(): Promise<BuiltModule[]> {
    const found: { module: BuiltModule; built: string }[] = [];
    for (const name of await readdir(this.folder).catch(() => [])) {
      const each = await this.#read(name);
      if (each !== undefined) found.push(each);
    }
    return found.sort((a, b) => (a.built < b.built ? 1 : -1)).map(({ module }) => module);
  }

  async find(key: string): Promise<BuiltModule | undefined> {
    const found = (await this.#read(key))?.module;
    if (found === undefined) return undefined;
    // A file that was changed since is not what was built.
    const bytes = await readFile(found.path).catch(() => undefined);
    return bytes !== undefined && createHash('sha256').update(bytes).digest('hex') === found.sha256 ? found : undefined;
  }

  /** A fresh folder to build in; the caller removes it unless it was kept. */
  async begin(): Promise<string> {
    const building = join(this.folder, '.building');
    await mkdir(building, { recursive: true });
    return await mkdtemp(join(building, 'build-'));
  }

  /** Puts a finished folder with `uiomem.ko` and `build.log` into its place, in one step. */
  async keep(key: string, work: string, module: Omit<BuiltModule, 'path'>): Promise<BuiltModule> {
    const place = join(this.folder, key);
    const kept = { ...module, path: join(place, 'uiomem.ko') };
    await writeFile(
      join(work, record),
      `${JSON.stringify({ built: new Date().toISOString(), ...kept }, undefined, 2)}\n`,
    );
    await rm(place, { recursive: true, force: true });
    try {
      await rename(work, place);
    } catch (cause) {
      // Another process built the same at the same time: its result is as good.
      const other = await this.find(key);
      if (other === undefined) throw cause;
      await rm(work, { recursive: true, force: true });
      return other;
    }
    return kept;
  }

  async #read(name: string): Promise<{ module: BuiltModule; built: string } | undefined> {
    try {
      const json: unknown = JSON.parse(await readFile(join(this.folder, name, record), 'utf8'));
      const built = typeof json === 'object' && json !== null && 'built' in json ? String(json.built) : '';
      return { module: builtModule.parse(json), built };
    } catch {
      return undefined;
    }
  }
}

/** The name of a build: equal when source, kernel tree (release, configuration, symbol versions) and compiler are. */
export async function buildKey(sourceSha256: string, tree: KernelTree, compiler: Compiler): Promise<string> {
  const digest = createHash('sha256');
  digest.update(`${sourceSha256}\0${tree.release}\0${compiler.command}\0${compiler.version}\0`);
  for (const name of ['.config', 'Module.symvers', 'include/config/auto.conf']) {
    const bytes = await readFile(join(tree.folder, name)).catch(() => undefined);
    digest.update(`${name}\0${bytes?.length ?? 'absent'}\0`).update(bytes ?? '');
  }
  return digest.digest('hex').slice(0, 24);
}
