/** One record of /dev/kmsg: `priority,sequence,microseconds,flags[,…];text` (Documentation/ABI/testing/dev-kmsg). */
import type { KernelLogLine } from '../contract/kernel-log.ts';

/** Undefined for what is no record. Lines after the first are the record's dictionary and left out. */
export function parseRecord(record: string): KernelLogLine | undefined {
  const match = /^(\d+),(\d+),(\d+),[^;]*;([^\n]*)/.exec(record);
  if (match === null) return undefined;
  const [, priority, sequence, microseconds, text = ''] = match;
  return {
    // The low three bits are the level, the rest the facility (syslog(2)).
    level: Number(priority) & 7,
    sequence: Number(sequence),
    microseconds: Number(microseconds),
    text: unescaped(text),
  };
}

/** The kernel writes unprintable bytes as \xNN, and a backslash as \x5c: undone on bytes, so that UTF-8 comes back whole. */
function unescaped(text: string): string {
  if (!text.includes('\\x')) return text;
  const bytes: Buffer[] = [];
  for (const part of text.split(/(\\x[0-9a-f]{2})/)) {
    bytes.push(/^\\x[0-9a-f]{2}$/.test(part) ? Buffer.from(part.slice(2), 'hex') : Buffer.from(part));
  }
  return Buffer.concat(bytes).toString('utf8');
}
