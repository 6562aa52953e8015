/** A board that was installed anew: from then on a known_hosts file of its own vouches for it, and for nothing else. */
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { Board } from '../../contract/board.ts';
import { type ConnectOptions, shownHostKey } from '../ssh/connection.ts';
import { fingerprint, judgeHostKey, knownHostsLine } from '../ssh/known-hosts.ts';
import { defaultKnownHosts, readKnownHosts } from '../ssh/known-hosts-files.ts';
import { routeTo } from '../ssh/route.ts';

/** `${XDG_DATA_HOME:-~/.local/share}/uiomem-studio/boards/NAME.known_hosts` */
export function ownKnownHostsFile(name: string, environment: NodeJS.ProcessEnv = process.env): string {
  const data = environment.XDG_DATA_HOME || join(environment.HOME ?? homedir(), '.local', 'share');
  return join(data, 'uiomem-studio', 'boards', `${name}.known_hosts`);
}

/**
 * Looks at the key that the board shows now, without logging in, and files it for this board alone. Answers the board as
 * it is to be listed. `ssh.host-key-other`: it shows another key than `confirmed`; `ssh.host-key-revoked` as ever.
 */
export async function reflashed(board: Board, confirmed: string, options: ConnectOptions): Promise<Board> {
  const key = await shownHostKey(board, options);
  const found = { type: key.type, fingerprint: fingerprint(key) };
  if (found.fingerprint !== confirmed) {
    throw problem(
      'ssh.host-key-other',
      `${board.name} shows the key ${found.type} ${found.fingerprint}, not the one that was confirmed (${confirmed}).`,
      {
        hint: 'Compare on the board’s console (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub): another machine may answer in its place.',
        data: { stage: 'host-key', found, confirmed },
      },
    );
  }
  const { board: destination } = await routeTo(board, options);
  const { host, port } = destination.knownAs;
  const { entries } = await readKnownHosts(options.knownHosts ?? defaultKnownHosts());
  const judged = judgeHostKey(entries, host, port, key);
  if (judged.verdict === 'revoked') {
    throw problem('ssh.host-key-revoked', `That key is marked as revoked in ${judged.by.file}:${judged.by.line}.`, {
      hint: 'A revoked key is one that others may hold. Give the board a new host key.',
      data: { stage: 'host-key', found, file: judged.by.file, line: judged.by.line },
    });
  }
  const knownHostsFile = ownKnownHostsFile(board.name);
  await mkdir(dirname(knownHostsFile), { recursive: true, mode: 0o700 });
  await writeFileAtomic(knownHostsFile, `${knownHostsLine(host, port, key)}\n`, { mode: 0o600 });
  return { ...board, knownHostsFile };
}

/** A board of this name that comes later must not inherit the file. */
export async function forgetOwnKnownHosts(name: string): Promise<void> {
  await rm(ownKnownHostsFile(name), { force: true });
}

/** The board is called otherwise from now on; without a file of its own there is nothing to do. */
export async function renameOwnKnownHosts(name: string, to: string): Promise<void> {
  try {
    await rename(ownKnownHostsFile(name), ownKnownHostsFile(to));
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause;
  }
}
