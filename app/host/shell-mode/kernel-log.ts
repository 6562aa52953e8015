/**
 * The kernel's log without a program that reads /dev/kmsg without waiting: `cat` is let run until it sleeps, which it does when it has
 * read all there is. Where /dev/kmsg cannot be read, dmesg's lines, numbered by their microseconds since boot.
 */
import type { KernelLogLine } from '../../../remote-helper/contract/kernel-log.ts';
import { parseRecord } from '../../../remote-helper/kernel-log/record.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { Shell } from './root-shell.ts';

/** `which`: a command that prints what is wanted of the file `$T/log`. Its output goes to a file, for a full pipe lets cat sleep too. */
const records = (which: string) => `[ -c /dev/kmsg ] && [ -r /dev/kmsg ] || exit 3
T=$(mktemp -d /tmp/uiomem-studio-log-$$-XXXXXX) || exit 4
trap 'rm -rf "$T"' EXIT
cat /dev/kmsg >"$T/log" 2>/dev/null & c=$!
n=0
while [ "$n" -lt 20 ]; do
IFS= read -r l 2>/dev/null </proc/$c/stat || break
l=\${l##*) }
case $l in S*) n=$((n + 1)) ;; Z*) break ;; *) n=0 ;; esac
done
kill "$c" 2>/dev/null
wait "$c" 2>/dev/null
${which}
rm -rf "$T"
exit 0`;

/** `dmesg -r` of util-linux and busybox: `<6>[    1.234567] text`. */
export function parseDmesg(text: string): KernelLogLine[] {
  const lines: KernelLogLine[] = [];
  for (const line of text.split('\n')) {
    const match = /^<(\d+)>\[\s*(\d+)\.(\d{6})\] ?(.*)$/.exec(line);
    if (match === null) continue;
    const microseconds = Number(match[2]) * 1_000_000 + Number(match[3]);
    lines.push({ sequence: microseconds, level: Number(match[1]) & 7, microseconds, text: match[4] ?? '' });
  }
  return lines;
}

export interface KernelLog {
  readonly lines: KernelLogLine[];
  /** The number to ask for next. */
  readonly next: number;
}

async function readLines(shell: Shell, which: string, signal?: AbortSignal): Promise<KernelLogLine[]> {
  const { status, output } = await shell.run(records(which), { signal });
  if (status === 0) {
    // A record's further lines, its dictionary, begin with a blank.
    const lines = output.toString('utf8').split('\n');
    return lines.map(parseRecord).filter((line) => line !== undefined);
  }
  const dmesg = await shell.run('dmesg -r 2>&1', { signal });
  if (dmesg.status === 0) return parseDmesg(dmesg.output.toString('utf8'));
  throw problem(
    'kernel-log.unreadable',
    `The kernel's log cannot be read: ${dmesg.output.toString('utf8').trim() || 'no /dev/kmsg, and dmesg fails'}`,
    { hint: 'Mount devtmpfs on /dev, or install dmesg.' },
  );
}

/** Lines from sequence number `since` on, all that are kept without it. Throws `kernel-log.unreadable`. */
export async function readKernelLog(shell: Shell, since = 0, signal?: AbortSignal): Promise<KernelLog> {
  // On the board already, where it can be: the log may be a megabyte.
  const wanted = `awk -F'[,;]' -v s=${since} '$2 >= s' "$T/log" 2>/dev/null || cat "$T/log"`;
  const all = await readLines(shell, since === 0 ? 'cat "$T/log"' : wanted, signal);
  const lines = all.filter(({ sequence }) => sequence >= since);
  return { lines, next: lines.reduce((next, { sequence }) => Math.max(next, sequence + 1), since) };
}

/** The lines that work added, beside its result; an unreadable log is no reason to fail the work. */
export async function kernelLogSince(shell: Shell, since: number | undefined): Promise<KernelLogLine[]> {
  if (since === undefined) return [];
  return await readKernelLog(shell, since).then(
    ({ lines }) => lines,
    () => [],
  );
}

/** The sequence number that the next line will have; undefined when the log cannot be read. */
export async function nextSequence(shell: Shell): Promise<number | undefined> {
  return await readLines(shell, 'tail -n 60 "$T/log"').then(
    (lines) => lines.reduce((next, { sequence }) => Math.max(next, sequence + 1), 0),
    () => undefined,
  );
}
