/** Tells of changes to a file by whichever process, where the system can tell of them. */
import { mkdirSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Its folder is watched, since the file is replaced at each change. */
export function onFileChange(file: string, changed: () => void): Disposable {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const watcher = watch(dirname(file), (_event, name) => {
      if (name === null || name === basename(file)) changed();
    });
    watcher.on('error', () => watcher.close());
    return { [Symbol.dispose]: () => watcher.close() };
  } catch {
    return { [Symbol.dispose]: () => {} };
  }
}
