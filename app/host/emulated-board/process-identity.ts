/**
 * Which process a number means. A pid is given out again after its process ended, and after a reboot of the
 * workstation; a signal goes to a process only while it is the one that was started.
 */
import { readFileSync } from 'node:fs';

/** A process of this workstation, for as long as it lives. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks after the workstation's boot, field 22 of /proc/PID/stat (proc(5)). */
  readonly startTime: string;
  /** /proc/sys/kernel/random/boot_id of the workstation: start times of two boots cannot be compared. */
  readonly bootId: string;
}

/** Field 3 (state) and field 22 (start time) of a line of /proc/PID/stat. The name in field 2 may hold anything, `) ` too. */
export function parseStat(line: string): { state: string; startTime: string } | undefined {
  const fields = line
    .slice(line.lastIndexOf(')') + 1)
    .trim()
    .split(' ');
  const state = fields[0];
  const startTime = fields[19];
  if (state === undefined || startTime === undefined || !/^\d+$/.test(startTime)) return undefined;
  return { state, startTime };
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** The process that has this number now; undefined when there is none or it has ended (a zombie). */
export function identify(pid: number): ProcessIdentity | undefined {
  const stat = parseStat(read(`/proc/${pid}/stat`) ?? '');
  const bootId = read('/proc/sys/kernel/random/boot_id')?.trim();
  if (stat === undefined || bootId === undefined || stat.state === 'Z' || stat.state === 'X') return undefined;
  return { pid, startTime: stat.startTime, bootId };
}

/** Whether the process lives and is still the same one. */
export function isAlive(identity: ProcessIdentity): boolean {
  const now = identify(identity.pid);
  return now !== undefined && now.startTime === identity.startTime && now.bootId === identity.bootId;
}

/** The words of its command line; empty when it is gone or another user's. */
export function commandLine(pid: number): readonly string[] {
  const words = (read(`/proc/${pid}/cmdline`) ?? '').split('\0');
  words.pop();
  return words;
}

/** Sends a signal if the process is still the same one; says whether it was. */
export function signal(identity: ProcessIdentity, name: 'SIGTERM' | 'SIGKILL'): boolean {
  if (!isAlive(identity)) return false;
  try {
    process.kill(identity.pid, name);
    return true;
  } catch {
    return false;
  }
}
