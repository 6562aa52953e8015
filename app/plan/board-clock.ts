/** Whether a board's clock is right enough, and what to say when it is not. It is never set without being asked to. */
import type { Problem } from '../../remote-helper/rpc/problem.ts';

/** Seconds by which it may differ: more than the asking takes on a slow board, less than what make and certificates mind. */
const tolerance = 120;

/** `board.clock-wrong` with the offset, of a board's clock and the workstation's at the same moment; undefined when they agree. */
export function clockNotice(board: Date, workstation: Date): Problem | undefined {
  const offset = Math.round((board.getTime() - workstation.getTime()) / 1000);
  if (!Number.isFinite(offset) || Math.abs(offset) <= tolerance) return undefined;
  return {
    id: 'board.clock-wrong',
    message: `The board's clock says ${board.toISOString()}, which is ${span(Math.abs(offset))} ${offset < 0 ? 'behind' : 'ahead of'} this workstation's: make on the board takes new files for old ones or builds them again, and certificates and signatures may count as not yet or no longer valid.`,
    hint: `If this workstation's clock is right, set the board's, as root: date -u -s '${workstation.toISOString().slice(0, 19).replace('T', ' ')}', and hwclock -w where it has a clock that lasts; or run an NTP client there.`,
    data: { offsetSeconds: offset, board: board.toISOString(), workstation: workstation.toISOString() },
  };
}

/** In the largest unit that fits, rounded. */
function span(seconds: number): string {
  const units = [
    ['years', 365.25 * 86_400],
    ['days', 86_400],
    ['hours', 3_600],
    ['minutes', 60],
  ] as const;
  const [name, size] = units.find(([, length]) => seconds >= 2 * length) ?? ['seconds', 1];
  return `${Math.round(seconds / size)} ${name}`;
}
