/** The kernel trees in a folder that the user points at: what {@link kernelPlaces} recognises, read from the disk. */
import { lstat, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { kernelPlaces, wantedPaths } from './kernel-layout.ts';
import { type KernelTree, readKernelTree } from './kernel-tree.ts';

/** Best first; none when it holds no kernel. */
export async function kernelTreesIn(given: string): Promise<KernelTree[]> {
  // What lies beside a link is not what lies beside its folder.
  const folder = await realpath(given).catch(() => undefined);
  if (folder === undefined) return [];
  const listing = new Listing(folder);
  const paths = (await Promise.all(wantedPaths.map((pattern) => listing.matching(pattern)))).flat();
  const trees: KernelTree[] = [];
  for (const { about, build, source, prefixes, prepare } of kernelPlaces(paths)) {
    const tree = await readKernelTree(join(folder, build), {
      about,
      prepare,
      prefixes: prefixes.map((prefix) => join(folder, prefix)),
      ...(source !== undefined && { source: join(folder, source) }),
    });
    if (tree !== undefined) trees.push(tree);
  }
  return trees;
}

/** Folders read once each: the patterns share their beginnings. */
class Listing {
  readonly #folder: string;
  readonly #read = new Map<string, Promise<readonly string[]>>();
  readonly #expanded = new Map<string, Promise<readonly string[]>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Paths that are there; links count as what they lead to, and one that leads nowhere is not there but as the last name. */
  async matching(pattern: string): Promise<readonly string[]> {
    const at = pattern.lastIndexOf('/');
    const name = pattern.slice(at + 1);
    const found = await Promise.all(
      (await this.#folders(at < 0 ? '' : pattern.slice(0, at))).map(async (above) => {
        const path = (each: string): string => (above === '' ? each : `${above}/${each}`);
        if (name.includes('*')) return (await this.#names(above)).filter(matches(name)).map(path);
        return (await lstat(join(this.#folder, path(name))).catch(() => undefined)) === undefined ? [] : [path(name)];
      }),
    );
    return found.flat();
  }

  #folders(pattern: string): Promise<readonly string[]> {
    if (pattern === '' || /^(\.\.\/)*\.\.$/.test(pattern)) return Promise.resolve([pattern]);
    const known = this.#expanded.get(pattern) ?? this.matching(pattern);
    this.#expanded.set(pattern, known);
    return known;
  }

  #names(folder: string): Promise<readonly string[]> {
    const known =
      this.#read.get(folder) ??
      readdir(join(this.#folder, folder)).then(
        (names) => names.sort(),
        () => [],
      );
    this.#read.set(folder, known);
    return known;
  }
}

function matches(pattern: string): (name: string) => boolean {
  const [before = '', after = ''] = pattern.split('*');
  return (name) => name.length >= before.length + after.length && name.startsWith(before) && name.endsWith(after);
}
