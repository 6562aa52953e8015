/** Places on the board that can be written to, with their room and whether programs may be started there. */
import type { BoardFiles } from '../board-files.ts';
import type { BoardFacts } from '../contract/facts.ts';

const places = ['/var/lib', '/root', '/home', '/opt', '/run', '/var/tmp', '/tmp', '/dev/shm'];

interface Mount {
  readonly point: string;
  readonly type: string;
  readonly options: ReadonlySet<string>;
}

/** Lines of /proc/mounts: `device point type options 0 0`, spaces in paths as \040 (fs/proc_namespace.c). */
export function parseMounts(text: string): Mount[] {
  const mounts: Mount[] = [];
  for (const line of text.split('\n')) {
    const [, point, type, options] = line.split(' ');
    if (point === undefined || type === undefined || options === undefined) continue;
    mounts.push({
      point: point.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8))),
      type,
      options: new Set(options.split(',')),
    });
  }
  return mounts;
}

/** The mount a path lies on: of the deepest ones the one mounted last. */
export function mountOf(mounts: readonly Mount[], path: string): Mount | undefined {
  let best: Mount | undefined;
  for (const mount of mounts) {
    const inside = mount.point === '/' || path === mount.point || path.startsWith(`${mount.point}/`);
    if (inside && mount.point.length >= (best?.point.length ?? 0)) best = mount;
  }
  return best;
}

/** The usual places and the user's home; those that only the user may not write are left out. */
export async function readSpace(files: BoardFiles, home: string | undefined): Promise<BoardFacts['space']> {
  const mounts = parseMounts((await files.text('/proc/mounts')) ?? '');
  const space: BoardFacts['space'] = [];
  for (const path of new Set([...places, ...(home === undefined ? [] : [home])])) {
    const mount = mountOf(mounts, path);
    const execute = !mount?.options.has('noexec');
    if (mount?.options.has('ro')) {
      if ((await files.real(path)) !== undefined) space.push({ path, freeBytes: 0n, execute, readOnly: true });
      continue;
    }
    const freeBytes = await files.freeBytes(path);
    if (freeBytes !== undefined) space.push({ path, freeBytes, execute });
  }
  return space;
}
