/** What the sync panel does to a device. */
import type { Direction, MappingMode } from '../../../remote-helper/contract/device.ts';
import { hex } from '../../../remote-helper/contract/hex.ts';
import type { SyncCommand, SyncRange } from '../sync/sync-effect.ts';
import { tool } from './tool.ts';

const rangeWords = ({ offset, size }: SyncRange) => ['--offset', hex(offset), '--size', hex(size)];

/** Without a range and a direction the device's own. */
export function syncCommand(
  board: string,
  device: string,
  command: SyncCommand,
  range: SyncRange | undefined,
  direction: Direction | undefined,
): string {
  return tool(
    ...['sync', command, device],
    ...(range === undefined ? [] : rangeWords(range)),
    ...(direction === undefined ? [] : ['--direction', direction]),
    ...['--board', board],
  );
}

export interface SyncAttributes {
  readonly mode: MappingMode;
  readonly always: boolean;
  readonly range: SyncRange;
  readonly direction: Direction;
}

export function syncSetCommand(board: string, device: string, attributes: SyncAttributes): string {
  const { mode, always, range, direction } = attributes;
  return tool(
    ...['sync', 'set', device, '--mode', mode, '--always', always ? 'yes' : 'no'],
    ...rangeWords(range),
    ...['--direction', direction, '--board', board],
  );
}
