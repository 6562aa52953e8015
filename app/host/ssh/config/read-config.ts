/** Reading ssh_config(5) files with what they include, before anything is decided. */
import { glob, readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { problem } from '../../../../remote-helper/rpc/problem.ts';
import { type BadLine, type Directive, readLines } from './lines.ts';

/** The lines of a file; an Include is followed by what it brings, which counts only where the Include does. */
export type ConfigItem = Directive | { readonly included: readonly ConfigItem[] };

export interface ConfigFiles {
  /** Absent files are empty. In the order in which they count: the first that says something is obeyed. */
  readonly user: string;
  readonly system: string;
}

export function defaultConfigFiles(home: string): ConfigFiles {
  return { user: join(home, '.ssh', 'config'), system: '/etc/ssh/ssh_config' };
}

/** As READCONF_MAX_DEPTH of OpenSSH's readconf.c. */
const deepest = 16;

interface Reading {
  readonly home: string;
  /** Where relative names of Include are looked for. */
  readonly folder: string;
  /** The file is the user's: nobody else may be able to write it. */
  readonly own: boolean;
  readonly depth: number;
}

/**
 * Both files, the user's first. Throws `ssh.config-unreadable` (also for one that others may write, as ssh(1) does) and
 * `ssh.config-bad-line`, with file and line.
 */
export async function readConfig(files: ConfigFiles, home: string): Promise<readonly (readonly ConfigItem[])[]> {
  const user = await readFileItems(files.user, { home, folder: join(home, '.ssh'), own: true, depth: 0 });
  const system = await readFileItems(files.system, { home, folder: dirname(files.system), own: false, depth: 0 });
  return [user, system];
}

async function readFileItems(file: string, reading: Reading): Promise<ConfigItem[]> {
  const text = await textOf(file, reading.own);
  const items: ConfigItem[] = [];
  for (const line of readLines(text, file)) {
    if ('reason' in line) throw badLine(line);
    items.push(line);
    if (line.keyword !== 'include') continue;
    if (reading.depth >= deepest) {
      throw badLine({ reason: `it includes files more than ${deepest} deep`, place: line.place });
    }
    const included: ConfigItem[] = [];
    for (const pattern of line.words) {
      for (const found of await filesOf(pattern, reading)) {
        included.push(...(await readFileItems(found, { ...reading, depth: reading.depth + 1 })));
      }
    }
    items.push({ included });
  }
  return items;
}

async function filesOf(pattern: string, { home, folder }: Reading): Promise<string[]> {
  const expanded = pattern.replace(/^~(?=\/)/, home);
  const path = isAbsolute(expanded) ? expanded : join(folder, expanded);
  // Without special characters it is a name, which node's glob would take apart where it holds braces.
  if (!/[*?[]/.test(path)) return [path];
  const found: string[] = [];
  for await (const file of glob(path)) found.push(file);
  return found.sort();
}

async function textOf(file: string, own: boolean): Promise<string> {
  try {
    const text = await readFile(file, 'utf8');
    const { uid, mode } = await stat(file);
    if (!own || file === '/dev/null') return text;
    if ((uid === 0 || uid === process.getuid?.()) && (mode & 0o022) === 0) return text;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')) return '';
    throw problem('ssh.config-unreadable', `The SSH configuration ${file} cannot be read: ${String(cause)}.`, {
      hint: 'Give your user the right to read it, or move it away.',
      data: { stage: 'resolve', file },
      cause,
    });
  }
  throw problem('ssh.config-unreadable', `The SSH configuration ${file} is not read: others may write it.`, {
    hint: `ssh refuses it too. Make it yours alone: chmod 600 '${file}'.`,
    data: { stage: 'resolve', file },
  });
}

export function badLine({ reason, place: { file, line } }: BadLine) {
  return problem('ssh.config-bad-line', `${file}:${line} cannot be understood: ${reason}.`, {
    hint: 'Correct the line; ssh(1) refuses it as well. ssh -G HOST shows what is understood.',
    data: { stage: 'resolve', file, line, reason },
  });
}
