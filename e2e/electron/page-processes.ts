/** The processes of Chromium that draw pages, of Electron's as of the stand-in's. */
import { readdir, readFile } from 'node:fs/promises';

/** Their command lines, of those below `ancestor`. */
export async function pageProcesses(ancestor: number): Promise<string[]> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const parents = new Map<number, number>();
  const lines = new Map<number, readonly string[]>();
  for (const each of processes) {
    // What ends meanwhile is none of these.
    const [status, line] = await Promise.all([
      readFile(`/proc/${each}/stat`, 'latin1').catch(() => ''),
      readFile(`/proc/${each}/cmdline`, 'latin1').catch(() => ''),
    ]);
    parents.set(Number(each), Number(/.*\) \S+ (\d+)/s.exec(status)?.[1]));
    lines.set(Number(each), line.split(/[\0 ]/));
  }
  const isBelow = (process: number): boolean => {
    const parent = parents.get(process);
    return parent !== undefined && (parent === ancestor || isBelow(parent));
  };
  return [...lines]
    .filter(([process, words]) => words.includes('--type=renderer') && isBelow(process))
    .map(([, words]) => words.join(' '));
}
