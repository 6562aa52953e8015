/** `terminal`: a shell on the board, in this terminal. */
import { randomUUID } from 'node:crypto';
import { constants } from 'node:os';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { attach, refuseJson } from '../attached-terminal.ts';
import type { Command } from '../command.ts';
import { tildeDot } from '../way-back.ts';

/** As a shell tells of a program that a signal ended. */
function statusOf({ code, signal }: { code?: number | undefined; signal?: string | undefined }): number {
  if (signal === undefined) return code ?? 255;
  return 128 + (constants.signals[signal as NodeJS.Signals] ?? 127);
}

export const terminalCommands: readonly Command[] = [
  {
    words: 'terminal',
    about:
      'Open a shell on the board as the user who logs in. Its status is that of the command; ~. at the start of a line leaves it.',
    example: 'uiomem-studio terminal --board zynq',
    positionals: [],
    async run(context, args) {
      refuseJson(args);
      const { client, terminal: user, where, follow } = context;
      const terminal = randomUUID();
      const size = user.size();
      using _resizes = user.onResize(() => {
        const now = user.size();
        // Of one that has just ended nothing is to be told.
        if (now !== undefined) client.call('terminal.resize', { terminal, ...now }).catch(() => {});
      });
      const result = await attach(context, { wayBack: tildeDot() }, (attached) => {
        const { onProgress } = follow();
        return client.call(
          'terminal.shell',
          { ...where, terminal, ...(size !== undefined && { size }) },
          { ...attached, onProgress },
        );
      });
      if (result === undefined) throw problem('cancelled', 'The shell was left; the board has hung it up.');
      return { result, text: '', status: statusOf(result) };
    },
  },
];
