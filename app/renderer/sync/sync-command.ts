/** The command of the tool that does what a button of the panel does. */
import type { Direction } from '../../../remote-helper/contract/device.ts';
import { hex } from '../../../remote-helper/contract/hex.ts';
import { commandWords } from '../memory/commands.ts';
import type { SyncCommand, SyncRange } from './sync-effect.ts';

/** Without a range and a direction the device's own. */
export function commandOf(
  board: string,
  device: string,
  command: SyncCommand,
  range: SyncRange | undefined,
  direction: Direction | undefined,
): string {
  return commandWords(
    'sync',
    command,
    device,
    ...(range === undefined ? [] : ['--offset', hex(range.offset), '--size', hex(range.size)]),
    ...(direction === undefined ? [] : ['--direction', direction]),
    '--board',
    board,
  );
}
