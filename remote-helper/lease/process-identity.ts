/** Which process a number means: a pid is given out again after its process ended, and after a reboot. */
import { readFileSync } from 'node:fs';

export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks after the boot, field 22 of /proc/PID/stat (proc(5)). */
  readonly startTime: string;
  /** /proc/sys/kernel/random/boot_id: start times of two boots cannot be compared. */
  readonly bootId: string;
}

/** The process that has this number now; undefined when there is none or it has ended (a zombie). */
export function identify(pid: number): ProcessIdentity | undefined {
  try {
    return identityIn(readFileSync(`/proc/${pid}/stat`, 'latin1'), pid, bootId());
  } catch {
    return undefined;
  }
}

/** Pure. `line`: of /proc/PID/stat. */
export function identityIn(line: string, pid: number, bootId: string): ProcessIdentity | undefined {
  // The name in field 2 may hold anything, blanks and brackets too.
  const [state = '', ...more] = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const startTime = more[18];
  return startTime === undefined || state === 'Z' || state === 'X' ? undefined : { pid, startTime, bootId };
}

export function isAlive({ pid, startTime, bootId }: ProcessIdentity): boolean {
  const now = identify(pid);
  return now !== undefined && now.startTime === startTime && now.bootId === bootId;
}

let known: string | undefined;

function bootId(): string {
  known ??= readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  return known;
}
