/** Tells of changes to a file by whichever process, where the system can tell of them. */
import { mkdirSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Milliseconds of quiet before a change is told: an editor may write a file in pieces, and half of one is damaged. */
const quietMs = 100;

/** Its folder is watched, since the file is replaced at each change. */
export function onFileChange(file: string, changed: () => void): Disposable {
  let timer: NodeJS.Timeout | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const watcher = watch(dirname(file), (_event, name) => {
      if (name !== null && name !== basename(file)) return;
      clearTimeout(timer);
      timer = setTimeout(changed, quietMs);
    });
    watcher.on('error', () => watcher.close());
    return {
      [Symbol.dispose]: () => {
        clearTimeout(timer);
        watcher.close();
      },
    };
  } catch {
    return { [Symbol.dispose]: () => {} };
  }
}
