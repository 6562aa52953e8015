/** Having udev follow a rule that was written, and giving devices back to root when it is gone. */
import { chmod, chown, stat } from 'node:fs/promises';
import type { BoardFiles } from '../board-files.ts';
import { classFolder } from '../devices/class-files.ts';
import { type RunProgram, runIfThere } from './programs.ts';
import { self } from './whole-file.ts';

/** The class files that programs write to. */
const writable = ['sync_mode', 'sync_offset', 'sync_size', 'sync_direction', 'sync_for_cpu', 'sync_for_device'];

/** The group that a rule gives devices to. */
export function groupOfRule(text: string | undefined): string | undefined {
  return /\bGROUP="([^"]+)"/.exec(text ?? '')?.[1];
}

/** Rules are read again and devices that are there looked at; answers what could not be done, as sentences. */
export async function followRules(start: RunProgram): Promise<string[]> {
  const reload = await runIfThere(start, 'udevadm', ['control', '--reload']);
  if (reload === undefined) return ['The board has no udevadm: nothing follows the rule.'];
  if (reload.status !== 0) {
    return [`udevadm control failed (${reload.stderr.trim()}): udevd does not run, so the rule counts once it does.`];
  }
  await runIfThere(start, 'udevadm', ['trigger', '--subsystem-match=uiomem', '--action=change']);
  await runIfThere(start, 'udevadm', ['settle', '--timeout=10']);
  return [];
}

/** Nodes become root's with 0600, and class files root's, where they have the group that a rule gave them. */
export async function handBack(files: BoardFiles, gid: number): Promise<void> {
  for (const device of await files.list(classFolder)) {
    const node = files.at(`/dev/${device}`);
    if (await hasGroup(node, gid)) {
      await chown(node, self.uid, self.gid);
      await chmod(node, 0o600);
    }
    for (const name of writable) {
      const path = files.at(`${classFolder}/${device}/${name}`);
      if (await hasGroup(path, gid)) await chown(path, self.uid, self.gid);
    }
  }
}

async function hasGroup(path: string, gid: number): Promise<boolean> {
  return await stat(path).then(
    (status) => status.gid === gid,
    () => false,
  );
}
