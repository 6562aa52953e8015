/** One process at a time changes a file: read, change, write under a lock beside it. */
import { link, open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { problem } from '../../../remote-helper/rpc/problem.ts';

/** Changes take milliseconds; a lock older than this belongs to a process that hangs, and is reported. */
const patienceMs = 5_000;

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
}

/**
 * Removes a lock whose owner is gone; one without a readable owner only when it is old (its maker may be writing it).
 * It is renamed before it is judged, so that of two processes that do this only one has it in hand.
 */
async function removeStale(lock: string): Promise<void> {
  try {
    const stale = async (path: string) => {
      const owner = Number.parseInt(await readFile(path, 'utf8'), 10);
      return Number.isInteger(owner) ? !alive(owner) : Date.now() - (await stat(path)).mtimeMs > patienceMs;
    };
    if (!(await stale(lock))) return;
    const inHand = `${lock}.${process.pid}.${Math.random().toString(36).slice(2)}`;
    await rename(lock, inHand);
    // Another process may have removed the stale one and made its own in between: give that back.
    if (!(await stale(inHand))) await link(inHand, lock);
    await unlink(inHand);
  } catch {
    // It went away between two looks: that is what was wanted.
  }
}

/** Runs `work` while this process holds `<file>.lock`. Throws `file.locked` when another process does not let go. */
export async function withFileLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const lock = `${file}.lock`;
  const until = Date.now() + patienceMs;
  for (;;) {
    try {
      const handle = await open(lock, 'wx', 0o600);
      await handle.writeFile(`${process.pid}\n`);
      await handle.close();
      break;
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
      if (Date.now() > until) {
        throw problem('file.locked', `${file} is being changed by another process, which does not finish.`, {
          hint: `If no other uiomem-studio runs, remove ${lock}.`,
          data: { file, lock },
          cause,
        });
      }
      await removeStale(lock);
      await sleep(10 + Math.random() * 20);
    }
  }
  try {
    return await work();
  } finally {
    await unlink(lock).catch(() => {});
  }
}
