/** A folder that modules can be built against: a kernel's headers package or a configured and built source tree. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Architecture, architectureOfConfig } from './architecture.ts';

export interface KernelTree {
  readonly folder: string;
  /** `UTS_RELEASE`: what modules built here carry as the first word of their version magic. */
  readonly release: string;
  readonly architecture: Architecture | undefined;
  /** Options without `CONFIG_`, unquoted. */
  readonly config: ReadonlyMap<string, string>;
  /** Whether `Module.symvers` is there and holds symbols; without it CONFIG_MODVERSIONS kernels refuse what is built here. */
  readonly symbolVersions: boolean;
  /** The compiler that the tree's own makefiles name after the prefix, such as gcc-12; absent: gcc. */
  readonly compiler: string | undefined;
}

/** Undefined when the folder is none that a module can be built against (not there, or not configured). */
export async function readKernelTree(folder: string): Promise<KernelTree | undefined> {
  const text = async (path: string): Promise<string> => await readFile(join(folder, path), 'utf8').catch(() => '');
  const release = /#define UTS_RELEASE "([^"]+)"/.exec(await text('include/generated/utsrelease.h'))?.[1];
  // Some packages leave .config out and keep what kbuild itself reads.
  const config = parseConfig((await text('.config')) || (await text('include/config/auto.conf')));
  if (release === undefined || config.size === 0) return undefined;
  const symvers = await stat(join(folder, 'Module.symvers')).catch(() => undefined);
  return {
    folder,
    release,
    architecture: architectureOfConfig(config),
    config,
    symbolVersions: symvers?.isFile() === true && symvers.size > 0,
    compiler: /^CC\s*[:?]?=.*\$\(CROSS_COMPILE\)(\S+)\s*$/m.exec(await text('.kernelvariables'))?.[1],
  };
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
