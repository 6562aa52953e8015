/** The end of a helper whose host says nothing any more: pulled cable, suspended laptop, lost power. */
import { silenceMs } from '../contract/link.ts';

/** Looks within the silence. Counted, not timed: a process that could not look (a long sync, a suspended board) hears first. */
const looks = 7;

/**
 * Resolves when the count of bytes that came from the host has stood still for {@link silenceMs}, at most one look later. A look
 * costs nothing of the board.
 */
export function hostSilent(received: () => number, patienceMs = silenceMs): Promise<void> {
  return new Promise((resolve) => {
    let last = -1;
    let still = 0;
    const timer = setInterval(() => {
      const now = received();
      still = now === last ? still + 1 : 0;
      last = now;
      if (still < looks) return;
      clearInterval(timer);
      resolve();
    }, patienceMs / looks);
    timer.unref();
  });
}
