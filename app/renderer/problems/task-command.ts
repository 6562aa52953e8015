/** The command line that tries again what a task failed at; its key is `what:board`, as in host/tasks.ts. */
import {
  connectCommand,
  disconnectCommand,
  emulatedUpCommand,
  factsCommand,
  makeDefaultCommand,
  removeCommand,
} from '../copied-commands/board.ts';
import { applyCommand, rollbackCommand } from '../copied-commands/plan.ts';

const commands: Readonly<Record<string, (board: string, plan: string) => string>> = {
  connect: connectCommand,
  disconnect: disconnectCommand,
  default: makeDefaultCommand,
  remove: removeCommand,
  emulated: (board) => emulatedUpCommand(board),
  facts: factsCommand,
  rollback: rollbackCommand,
  apply: (board, plan) => applyCommand(plan, board),
};

/** Pure. `plan`: the file of the board's plan. Undefined where no command does that. */
export function taskCommand(key: string, board: string | undefined, plan: string): string | undefined {
  return board === undefined ? undefined : commands[key.slice(0, key.indexOf(':'))]?.(board, plan);
}
