/** What this computer has for building modules: compilers, found by running them, and kernel trees. */
import { execFile } from 'node:child_process';
import { readdir, realpath } from 'node:fs/promises';
import { homedir, machine } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Architecture, architectureOfMachine } from './architecture.ts';
import { kernelTreesIn } from './kernel-folder.ts';
import { prefixesFor } from './kernel-layout.ts';
import { type KernelTree, readKernelTree } from './kernel-tree.ts';

export interface Compiler {
  /** Value for `CROSS_COMPILE=`; empty for the computer's own. */
  readonly prefix: string;
  /** The command that was run. */
  readonly command: string;
  /** First line of what it says of itself, such as `aarch64-linux-gnu-gcc (Debian 12.2.0-14) 12.2.0`. */
  readonly version: string;
}

export interface Workstation {
  /** Compilers for the architecture asked about, the preferred first. */
  readonly compilers: readonly Compiler[];
  /** Kernel trees found, the one of the user's first. */
  readonly trees: readonly KernelTree[];
  /** Further releases whose headers a board has, when it is built on. */
  readonly otherReleases?: readonly string[];
  /** First line of `make --version`; absent when there is no make. */
  readonly make: string | undefined;
}

export interface WorkstationPlaces {
  /** The tool's cache, which holds the emulated boards' kernels. */
  readonly cache: string;
  /** Stands for `/` in tests. */
  readonly root?: string;
  /** `PATH` and the rest for the programs that are tried. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** `${XDG_CACHE_HOME:-~/.cache}/uiomem-studio` */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return join(environment.XDG_CACHE_HOME || join(environment.HOME ?? homedir(), '.cache'), 'uiomem-studio');
}

const execute = promisify(execFile);

async function firstLine(command: string, environment: NodeJS.ProcessEnv | undefined): Promise<string | undefined> {
  try {
    const { stdout } = await execute(command, ['--version'], {
      timeout: 10_000,
      env: { ...(environment ?? process.env), LC_ALL: 'C' },
    });
    return stdout.split('\n')[0];
  } catch {
    return undefined;
  }
}

/** Every compiler for the architecture: those that came with the tree, then the computer's; `compiler` (such as gcc-12) is tried before gcc. */
export async function findCompilers(
  architecture: Architecture,
  tree: Pick<KernelTree, 'compiler' | 'prefixes'> | undefined,
  environment?: NodeJS.ProcessEnv,
): Promise<Compiler[]> {
  const own = architectureOfMachine(machine())?.name === architecture.name;
  const name = tree?.compiler;
  const prefixes = [
    ...prefixesFor(tree?.prefixes ?? [], architecture.name),
    ...(own ? [''] : []),
    ...architecture.prefixes,
  ];
  const names = name === undefined || name === 'gcc' ? ['gcc'] : [name, 'gcc'];
  const found: Compiler[] = [];
  for (const prefix of prefixes) {
    for (const each of names) {
      const command = `${prefix}${each}`;
      const version = await firstLine(command, environment);
      if (version !== undefined) found.push({ prefix, command, version });
    }
  }
  return found;
}

/** Folders where kernels' headers usually are, and those of the emulated boards. */
async function treeFolders(places: WorkstationPlaces): Promise<string[]> {
  const root = places.root ?? '';
  const list = async (folder: string): Promise<string[]> => (await readdir(folder).catch(() => [])).sort();
  const kernels = join(places.cache, 'emulated-board', 'kernels');
  const modules = `${root}/lib/modules`;
  const sources = `${root}/usr/src`;
  return [
    ...(await list(kernels)).map((name) => join(kernels, name, 'build')),
    ...(await list(modules)).map((name) => join(modules, name, 'build')),
    ...(await list(sources)).filter((name) => name.startsWith('linux-headers-')).map((name) => join(sources, name)),
  ];
}

/** Trees of all places, or of what the user points at; one that several paths lead to is told once. */
export async function findTrees(places: WorkstationPlaces, given?: string): Promise<KernelTree[]> {
  if (given !== undefined) return await kernelTreesIn(given);
  const seen = new Set<string>();
  const trees: KernelTree[] = [];
  for (const folder of await treeFolders(places)) {
    const real = await realpath(folder).catch(() => undefined);
    if (real === undefined || seen.has(real)) continue;
    seen.add(real);
    const tree = await readKernelTree(real);
    // Among those that nobody pointed at, one that was never prepared is none.
    if (tree !== undefined && tree.missing.length === 0) trees.push(tree);
  }
  return trees;
}

/** The tree to build against: release and architecture equal, and prepared if there is a choice; else undefined. */
export function matchingTree(
  trees: readonly KernelTree[],
  release: string,
  architecture: Architecture | undefined,
): KernelTree | undefined {
  const fitting = trees.filter((tree) => tree.release === release && tree.architecture?.name === architecture?.name);
  return fitting.find(({ missing }) => missing.length === 0) ?? fitting[0];
}

/** Everything for a board of this machine and release. `headers`: the folder that the user names. */
export async function gatherWorkstation(
  board: { machine: string; release: string },
  places: WorkstationPlaces,
  headers?: string,
): Promise<Workstation> {
  const architecture = architectureOfMachine(board.machine);
  const trees = await findTrees(places, headers);
  const tree = headers === undefined ? matchingTree(trees, board.release, architecture) : trees[0];
  const [compilers, make] = await Promise.all([
    architecture === undefined ? [] : findCompilers(architecture, tree, places.environment),
    firstLine('make', places.environment),
  ]);
  return { compilers, trees, make };
}
