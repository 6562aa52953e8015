/** How what ran in a terminal ended, in a sentence. Pure. */

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
export function commandEndWords({ code, signal }: Exit): string {
  if (code === interrupted || signal === 'SIGINT') return 'The command was cancelled.';
  if (signal !== undefined) return `The command was ended by ${signal}.`;
  return code === 0 ? 'The command is done.' : `The command has failed, with status ${code}.`;
}
