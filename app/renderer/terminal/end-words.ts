/** How what ran in a terminal ended, in a sentence. Pure. */
import type { TerminalEnd } from './terminals.ts';

export interface Exit {
  readonly code?: number | undefined;
  readonly signal?: string | undefined;
}

export function endWords({ code, signal }: Exit): string {
  if (signal !== undefined) {
    return signal === 'unlisted' ? 'The shell was ended by a signal.' : `The shell was ended by ${signal}.`;
  }
  if (code === undefined) return 'The shell has ended; the board did not say how.';
  return code === 0 ? 'The shell has ended.' : `The shell has ended with status ${code}.`;
}

/** As shells tell of a program that Ctrl+C ended: 128 + SIGINT. */
const interrupted = 130;

/** Of a command of the tool, which ends by itself, or was told to. */
export function commandEnd({ code, signal }: Exit): TerminalEnd {
  if (code === interrupted || signal === 'SIGINT') return { words: 'The command was cancelled.' };
  if (signal !== undefined) return { words: `The command was ended by ${signal}.`, failed: true };
  if (code === 0) return { words: 'The command is done.' };
  return { words: `The command has failed, with status ${code}.`, failed: true };
}
