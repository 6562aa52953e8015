/** `--take-over`, for every command that changes a board: who has the board can only look from then on. */
import type { HostCommand } from './command.ts';

const option = 'take-over';

/** The command, with the option; it takes the board before it does anything else. */
export function changing(command: HostCommand): HostCommand {
  return {
    ...command,
    options: { ...command.options, [option]: { about: 'take the board from another user or window that has it' } },
    async run(context, args) {
      if (args.has(option)) await context.client.call('board.takeOver', context.where, { signal: context.signal });
      return await command.run(context, args);
    },
  };
}
