/** Following the lease: the state at once, and again at each change. */
import { mkdirSync, watch } from 'node:fs';
import type { Lease } from '../contract/lease.ts';

/** What is followed. */
export interface Watched {
  /** Where every change of hands makes a file. */
  readonly folder: string;
  look(): Lease;
}

/** Milliseconds after which is looked again in any case: the death of a holder changes no file, and inotify may be used up. */
const lookAgain = 1000;

/** Tells each state that differs from the one before, until the signal; rejects with its reason. */
export async function watchLease(
  watched: Watched,
  tell: (lease: Lease) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let last = '';
  let wake = () => {};
  const onAbort = () => wake();
  const changed = folderWatch(watched.folder, () => wake());
  signal.addEventListener('abort', onAbort);
  try {
    for (;;) {
      signal.throwIfAborted();
      // Made before the look: a change right after it must not be missed.
      const due = new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, lookAgain);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      const now = watched.look();
      const text = JSON.stringify(now);
      if (text !== last) await tell(now);
      last = text;
      await due;
    }
  } finally {
    wake();
    signal.removeEventListener('abort', onAbort);
    changed();
  }
}

/** Calls back at changes in a folder, where the system can tell of them; the answer ends it. */
function folderWatch(folder: string, changed: () => void): () => void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const watcher = watch(folder, changed);
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    return () => {};
  }
}
