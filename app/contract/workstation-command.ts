/** The commands of the tool that a window can have run on the host's machine. Whoever has a window can run these, and nothing else. */
import { z } from 'zod';
import { boardName } from './board.ts';
import { usualEmulated } from './emulated.ts';

/** One entry a command. None may take words of its caller that are not checked here. */
export const workstationCommand = z.discriminatedUnion('run', [
  z.strictObject({ run: z.literal('emulated-up'), board: boardName }),
]);
export type WorkstationCommand = z.output<typeof workstationCommand>;

/** Pure: the words of the command line that it stands for, without the program's name. */
export function commandWords({ board }: WorkstationCommand): string[] {
  return ['board', 'emulated', 'up', ...(board === usualEmulated ? [] : [board])];
}
