/** One process at a time starts or stops a board. The lock names its holder, so that a dead one's is taken over at once. */
import { randomUUID } from 'node:crypto';
import { link, readFile, unlink, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { identify, isAlive, type ProcessIdentity } from './process-identity.ts';

async function holderOf(file: string): Promise<ProcessIdentity | undefined> {
  try {
    const { pid, startTime, bootId } = JSON.parse(await readFile(file, 'utf8'));
    return { pid, startTime, bootId };
  } catch {
    return undefined;
  }
}

/**
 * Runs `work` while this process holds `file`. Waits for another holder for as long as it lives; `onWait` is told once.
 * Within one process it excludes too: each call is a holder of its own.
 */
export async function withOwnerLock<T>(
  file: string,
  signal: AbortSignal | undefined,
  onWait: (holder: number) => void,
  work: () => Promise<T>,
): Promise<T> {
  const ticket = `${file}.${randomUUID()}`;
  await writeFile(ticket, JSON.stringify(identify(process.pid)), { mode: 0o600 });
  try {
    let told = false;
    for (;;) {
      signal?.throwIfAborted();
      try {
        await link(ticket, file);
        break;
      } catch (cause) {
        if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
      }
      const holder = await holderOf(file);
      if (holder === undefined || !isAlive(holder)) {
        await unlink(file).catch(() => {});
        continue;
      }
      if (!told) onWait(holder.pid);
      told = true;
      await sleep(100, undefined, signal === undefined ? {} : { signal });
    }
  } finally {
    await unlink(ticket).catch(() => {});
  }
  try {
    return await work();
  } finally {
    await unlink(file).catch(() => {});
  }
}
