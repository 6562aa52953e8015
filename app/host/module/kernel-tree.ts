/** A folder that modules can be built against: a kernel's headers package or a configured and built source tree, read from the disk. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { machine } from 'node:os';
import { basename, join } from 'node:path';
import { type Architecture, architectureOfConfig, architectureOfElf, architectureOfMachine } from './architecture.ts';
import { readElf } from './elf.ts';

export interface KernelTree {
  /** Its configuration and generated headers; what make calls O=. */
  readonly folder: string;
  /** The folder with its makefiles, when that is another: make's -C, with O= the first. */
  readonly source?: string;
  /** What it was recognised as, such as `Buildroot output`. */
  readonly about: string;
  /** `UTS_RELEASE`: what modules built here carry as the first word of their version magic. Empty: not told yet. */
  readonly release: string;
  readonly architecture: Architecture | undefined;
  /** Options without `CONFIG_`, unquoted. */
  readonly config: ReadonlyMap<string, string>;
  /** Whether `Module.symvers` is there and holds symbols; without it CONFIG_MODVERSIONS kernels refuse what is built here. */
  readonly symbolVersions: boolean;
  /** The compiler that the tree's own makefiles name after the prefix, such as gcc-12; absent: gcc. */
  readonly compiler: string | undefined;
  /** Values for `CROSS_COMPILE=` of compilers that came with it. */
  readonly prefixes: readonly string[];
  /** Files that building needs and that are not there; and what makes them. */
  readonly missing: readonly string[];
  readonly prepare: string;
  /** The architecture that its own programs (modpost) are for, when this computer cannot run them. */
  readonly foreignPrograms: string | undefined;
}

/** What is known of a tree by where it lies. */
export type TreePlace = Pick<KernelTree, 'about' | 'prefixes' | 'prepare' | 'source'>;

/** make modules_prepare leaves them (scripts/Makefile.modpost, Makefile: modules_prepare). */
const needed = [
  '.config',
  'include/config/auto.conf',
  'include/generated/autoconf.h',
  'include/generated/utsrelease.h',
  'scripts/basic/fixdep',
  'scripts/mod/modpost',
];

/** Undefined when the folder has neither a configuration nor makefiles of a kernel. */
export async function readKernelTree(
  folder: string,
  place: TreePlace = { about: 'kernel headers', prefixes: [], prepare: 'its headers package' },
): Promise<KernelTree | undefined> {
  const text = async (path: string): Promise<string> => await readFile(join(folder, path), 'utf8').catch(() => '');
  const there = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined))?.isFile() === true;
  const { source = await elsewhere(folder, await text('Makefile')), ...known } = place;
  // Debian names its releases itself, and only what is compiled in counts.
  const uts = /#define UTS_RELEASE "([^"]+)"/.exec(await text('include/generated/utsrelease.h'))?.[1];
  const release = uts ?? (await text('include/config/kernel.release')).trim();
  // Some packages leave .config out and keep what kbuild itself reads.
  const configured = await text('.config');
  const config = parseConfig(configured || (await text('include/config/auto.conf')));
  const missing: string[] = [];
  for (const name of needed) {
    const dispensable = name === '.config' && config.size > 0;
    if (!dispensable && !(await there(join(folder, name)))) missing.push(name);
  }
  const makefile = join(source ?? folder, 'Makefile');
  if (!(await there(makefile))) missing.push(source === undefined ? 'Makefile' : makefile);
  const symvers = await stat(join(folder, 'Module.symvers')).catch(() => undefined);
  return {
    folder,
    ...(source !== undefined && { source }),
    ...known,
    release,
    architecture: architectureOfConfig(config),
    config,
    symbolVersions: symvers?.isFile() === true && symvers.size > 0,
    compiler: /^CC\s*[:?]?=.*\$\(CROSS_COMPILE\)(\S+)\s*$/m.exec(await text('.kernelvariables'))?.[1],
    missing,
    foreignPrograms: await foreign(join(folder, 'scripts', 'mod', 'modpost')),
  };
}

/**
 * The source that a build folder's Makefile names by an absolute path (`include /usr/src/…/Makefile`), where that path is not
 * of this computer: beside it, as packages put it, else as named. Undefined: its own Makefile works.
 */
async function elsewhere(folder: string, makefile: string): Promise<string | undefined> {
  const named = /^include (\/\S+)\/Makefile$/m.exec(makefile)?.[1];
  const has = async (source: string): Promise<boolean> =>
    (await stat(join(source, 'Makefile')).catch(() => undefined)) !== undefined;
  if (named === undefined || (await has(named))) return undefined;
  const beside = join(folder, '..', basename(named));
  return (await has(beside)) ? beside : named;
}

/** A program's architecture, when it is another than this computer's and no emulator is set up for it (binfmt_misc). */
async function foreign(program: string): Promise<string | undefined> {
  const bytes = await readFile(program).catch(() => undefined);
  const elfMachine = bytes === undefined ? undefined : readElf(bytes)?.machine;
  if (elfMachine === undefined) return undefined;
  const architecture = architectureOfElf(elfMachine);
  if (architecture?.name === architectureOfMachine(machine())?.name) return undefined;
  for (const name of await readdir('/proc/sys/fs/binfmt_misc').catch(() => [])) {
    if (architectureOfMachine(name.replace(/^qemu-/, ''))?.name === architecture?.name) return undefined;
  }
  return architecture?.name ?? `ELF machine ${elfMachine}`;
}

/** `CONFIG_NAME=value` lines; unset options are left out. */
export function parseConfig(text: string): Map<string, string> {
  const options = new Map<string, string>();
  for (const match of text.matchAll(/^CONFIG_(\w+)=(.*)$/gm)) {
    const [, name = '', value = ''] = match;
    options.set(name, /^".*"$/.test(value) ? value.slice(1, -1).replace(/\\(["\\])/g, '$1') : value);
  }
  return options;
}

/**
 * The words that a configuration puts into the version magic, as include/linux/vermagic.h does: without the release and
 * without the architecture's own.
 */
export function vermagicWords(config: ReadonlyMap<string, string>): string[] {
  const on = (option: string): boolean => config.get(option) === 'y';
  const words: string[] = [];
  if (on('SMP')) words.push('SMP');
  if (on('PREEMPT_RT')) words.push('preempt_rt');
  else if (on('PREEMPT_BUILD') || on('PREEMPT')) words.push('preempt');
  if (on('MODULE_UNLOAD')) words.push('mod_unload');
  if (on('MODVERSIONS')) words.push('modversions');
  return words;
}

/** The same words out of a version magic as text. */
export function vermagicWordsOf(vermagic: string): string[] {
  const known = new Set(['SMP', 'preempt_rt', 'preempt', 'mod_unload', 'modversions']);
  return vermagic
    .split(' ')
    .slice(1)
    .filter((word) => known.has(word));
}

/** Kind and major version in the text by which a compiler or a kernel names the compiler: `gcc-12 (Debian …) 12.2.0`. */
export function compilerKind(text: string): { kind: 'gcc' | 'clang'; major: number } | undefined {
  const clang = /clang version (\d+)/.exec(text);
  if (clang?.[1] !== undefined) return { kind: 'clang', major: Number(clang[1]) };
  // The version is the first dotted number after the parentheses; distributions put numbers of their own inside them.
  const gcc = /gcc/i.test(text) ? /(\d+)\.\d+(?:\.\d+)?/.exec(text.replaceAll(/\([^)]*\)/g, ' ')) : null;
  return gcc?.[1] === undefined ? undefined : { kind: 'gcc', major: Number(gcc[1]) };
}
