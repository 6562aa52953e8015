/** How a shell ended, in a sentence. Pure. */

export interface ShellExit {
  readonly code?: number | undefined;
  readonly signal?: string | undefined;
}

export function endWords({ code, signal }: ShellExit): string {
  if (signal !== undefined) {
    return signal === 'unlisted' ? 'The shell was ended by a signal.' : `The shell was ended by ${signal}.`;
  }
  if (code === undefined) return 'The shell has ended; the board did not say how.';
  return code === 0 ? 'The shell has ended.' : `The shell has ended with status ${code}.`;
}
