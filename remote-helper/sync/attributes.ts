/** Storing sync attributes through their class files: all of them, or none. */
import type { BoardFiles } from '../board-files.ts';
import type { Direction, MappingMode, SyncState } from '../contract/device.ts';
import { classFolder, directionNumber, modeNumber } from '../devices/class-files.ts';
import { readSyncState } from '../devices/read.ts';
import { problem, problemOf } from '../rpc/problem.ts';

export interface SyncChange {
  readonly mode?: MappingMode | undefined;
  readonly always?: boolean | undefined;
  readonly offset?: bigint | undefined;
  readonly size?: bigint | undefined;
  readonly direction?: Direction | undefined;
}

/** File and text for each attribute that the change names, in the order they are stored. */
export function attributeTexts(change: SyncChange, now: SyncState): [file: string, text: string][] {
  const texts: [string, string][] = [];
  if (change.mode !== undefined || change.always !== undefined) {
    texts.push(['sync_mode', String(modeNumber(change.mode ?? now.mode, change.always ?? now.always))]);
  }
  if (change.offset !== undefined) texts.push(['sync_offset', `0x${change.offset.toString(16)}`]);
  if (change.size !== undefined) texts.push(['sync_size', change.size.toString()]);
  if (change.direction !== undefined) texts.push(['sync_direction', String(directionNumber(change.direction))]);
  return texts;
}

/** Stores what the change names and answers what the driver then holds. Throws `sync.refused` with nothing changed. */
export async function setAttributes(files: BoardFiles, device: string, change: SyncChange): Promise<SyncState> {
  const before = await readSyncState(files, device);
  const old = new Map(attributeTexts(before, before));
  const stored: string[] = [];
  const store = (file: string, text: string) => files.writeValue(`${classFolder}/${device}/${file}`, text);
  for (const [file, text] of attributeTexts(change, before)) {
    try {
      await store(file, text);
      stored.push(file);
    } catch (cause) {
      for (const done of stored.reverse()) await store(done, old.get(done) ?? '');
      const code = (cause as NodeJS.ErrnoException).code ?? problemOf(cause).message;
      throw problem(
        'sync.refused',
        `The driver refused ${text} in ${file} of ${device}: ${code}. Nothing was changed.`,
        {
          data: { device, file, value: text, errno: code },
          cause,
        },
      );
    }
  }
  return await readSyncState(files, device);
}
