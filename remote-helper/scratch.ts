/** Folders for files that are to be gone with the work that made them, even when the helper is killed in the middle of it. */
import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The process that made it is in the name; node adds the six characters. */
const ours = /^uiomem-studio-[a-z]+-(\d+)-[A-Za-z0-9]{6}$/;

/** A new folder of our own (0700). `what`: lower case letters. Whoever asks for it removes it. */
export async function scratchFolder(what: string): Promise<string> {
  return await mkdtemp(join(tmpdir(), `uiomem-studio-${what}-${process.pid}-`));
}

/** Removes those of helpers that were killed before they could. Never fails; `folder`: where they are looked for. */
export function removeStaleScratch(folder = tmpdir()): void {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return;
  }
  for (const name of names) {
    const pid = Number(ours.exec(name)?.[1] ?? 0);
    if (pid === 0 || isRunning(pid)) continue;
    const path = join(folder, name);
    try {
      // In a folder that others can write to only what is ours is taken for ours.
      const status = lstatSync(path);
      if (status.isDirectory() && status.uid === process.getuid?.()) rmSync(path, { recursive: true, force: true });
    } catch {
      // Somebody else was faster.
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
