/** requestSingleInstanceLock: a file in the profile's folder; a second process leaves its words beside it and is turned away. */
import { mkdirSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export function takeInstanceLock(folder: string, onSecond: (argv: string[], workingFolder: string) => void): boolean {
  const place = join(folder, 'stand-in-instance');
  mkdirSync(place, { recursive: true });
  const lock = join(place, 'lock');
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch {
      if (alive(Number(readFileSync(lock, 'utf8')))) {
        writeFileSync(join(place, `second-${process.pid}`), JSON.stringify([process.argv, process.cwd()]));
        return false;
      }
      rmSync(lock, { force: true });
    }
  }
  const watcher = watch(place, () => {
    for (const name of readdirSync(place)) {
      if (!name.startsWith('second-')) continue;
      try {
        const [argv, workingFolder] = JSON.parse(readFileSync(join(place, name), 'utf8')) as [string[], string];
        rmSync(join(place, name));
        onSecond(argv, workingFolder);
      } catch {
        // Not yet written to its end: the watch tells again.
      }
    }
  });
  watcher.unref();
  process.on('exit', () => rmSync(lock, { force: true }));
  return true;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
