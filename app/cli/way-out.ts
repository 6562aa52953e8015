/** What to type next, for problems whose own hint cannot know that it is read on a command line. */
import type { Problem } from '../../remote-helper/rpc/problem.ts';

/** Undefined: the problem's hint says all there is to say. */
export function wayOut({ id, data }: Problem): string | undefined {
  switch (id) {
    case 'ssh.host-key-unknown': {
      const [key]: readonly unknown[] = Array.isArray(data?.keys) ? data.keys : [];
      const found =
        typeof key === 'object' && key !== null && 'fingerprint' in key ? String(key.fingerprint) : undefined;
      return found === undefined ? undefined : `To trust it: board add NAME USER@HOST --trust ${found}`;
    }
    case 'ssh.host-key-changed': {
      const { found, hop, board } = data ?? {};
      // A jump host's key is the business of the user's own ssh.
      if (hop !== undefined || typeof found !== 'object' || found === null || !('fingerprint' in found))
        return undefined;
      return `If it is the board, installed anew: board reflashed ${board ?? 'NAME'} --fingerprint ${found.fingerprint} (a new one: first board add with --no-test)`;
    }
    case 'ssh.answers-wanted':
    case 'ssh.password-wanted':
    case 'ssh.passphrase-wanted':
    case 'sudo.password-wanted':
      return 'On a terminal it is asked for; elsewhere the program in SSH_ASKPASS is.';
    default:
      return kernelSaid(data?.causes);
  }
}

/** The kernel's own line beside what it was explained as, and what it asks of a plan (data of a failed load). */
function kernelSaid(causes: unknown): string | undefined {
  const [cause]: readonly unknown[] = Array.isArray(causes) ? causes : [];
  if (typeof cause !== 'object' || cause === null || !('line' in cause)) return undefined;
  const fix = 'fix' in cause && typeof cause.fix === 'object' && cause.fix !== null ? cause.fix : {};
  const edit = 'title' in fix ? `\n  In the plan: ${String(fix.title)}.` : '';
  return `The kernel said: ${String(cause.line)}${edit}`;
}
