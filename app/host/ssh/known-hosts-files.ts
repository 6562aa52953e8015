/** Which known_hosts files vouch for a board, reading them, and filing a key that the user trusts. */
import { mkdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { withFileLock } from '../boards/file-lock.ts';
import {
  type HostKey,
  type KnownHostsEntry,
  knownHostsLine,
  parseKnownHosts,
  type UnreadableLine,
} from './known-hosts.ts';

export interface KnownHostsFiles {
  /** The tool's own file, the only one it ever writes. */
  readonly own: string;
  /** Files of the user and the machine: read only. */
  readonly others: readonly string[];
}

/** The tool's file in the XDG data folder, then the user's, then the machine's. */
export function defaultKnownHosts(environment: NodeJS.ProcessEnv = process.env): KnownHostsFiles {
  const home = environment.HOME ?? homedir();
  const data = environment.XDG_DATA_HOME || join(home, '.local', 'share');
  return {
    own: join(data, 'uiomem-studio', 'known_hosts'),
    others: [join(home, '.ssh', 'known_hosts'), '/etc/ssh/ssh_known_hosts'],
  };
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')) return '';
    throw problem('ssh.known-hosts-unreadable', `The known_hosts file ${file} cannot be read: ${String(cause)}.`, {
      hint: 'Without it no host key can be checked: give your user the right to read it, or remove it.',
      data: { file },
      cause,
    });
  }
}

/** All entries, the tool's own first. Absent files vouch for nothing; unreadable ones are `ssh.known-hosts-unreadable`. */
export async function readKnownHosts(
  files: KnownHostsFiles,
): Promise<{ entries: KnownHostsEntry[]; unreadable: UnreadableLine[] }> {
  const entries: KnownHostsEntry[] = [];
  const unreadable: UnreadableLine[] = [];
  for (const file of [files.own, ...files.others]) {
    const parsed = parseKnownHosts(await read(file), file);
    entries.push(...parsed.entries);
    unreadable.push(...parsed.unreadable);
  }
  return { entries, unreadable };
}

/** Files a trusted key, whole or not at all; other lines stay byte for byte. Filed already: changes nothing. */
export async function storeHostKey(file: string, host: string, port: number, key: HostKey): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await withFileLock(file, async () => {
    const text = await read(file);
    const line = knownHostsLine(host, port, key);
    if (text.split('\n').includes(line)) return;
    const before = text === '' || text.endsWith('\n') ? text : `${text}\n`;
    await writeFileAtomic(file, `${before}${line}\n`, { mode: 0o600 });
  });
}
