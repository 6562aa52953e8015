/** Reading the kernel's log without waiting for more: a descriptor on /dev/kmsg gives one record a read. */
import { closeSync, constants, openSync, readSync } from 'node:fs';
import type { BoardFiles } from '../board-files.ts';
import type { KernelLogLine } from '../contract/kernel-log.ts';
import { problem } from '../rpc/problem.ts';
import { parseRecord } from './record.ts';

/** The longest record, PRINTK_MESSAGE_MAX of kernel/printk/internal.h since 6.4; CONSOLE_EXT_LOG_MAX (8192) before. */
const longestRecord = 8192;

export interface KernelLog {
  readonly lines: KernelLogLine[];
  /** The number to ask for next. */
  readonly next: number;
}

/** Lines from sequence number `since` on, all that are kept without it. Throws `kernel-log.unreadable`. */
export function readKernelLog(files: BoardFiles, since = 0): KernelLog {
  let descriptor: number;
  try {
    descriptor = openSync(files.at('/dev/kmsg'), constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    throw problem('kernel-log.unreadable', `The kernel's log cannot be read: ${codeOf(cause)} on /dev/kmsg.`, {
      hint: 'Only root may read it where dmesg_restrict is set.',
      cause,
    });
  }
  const lines: KernelLogLine[] = [];
  let next = since;
  const buffer = Buffer.alloc(longestRecord);
  try {
    for (;;) {
      let length: number;
      try {
        length = readSync(descriptor, buffer);
      } catch (thrown) {
        // Overwritten while we read: the next read goes on with the oldest record that is left.
        if (codeOf(thrown) === 'EPIPE') continue;
        if (codeOf(thrown) === 'EAGAIN') break;
        throw thrown;
      }
      if (length === 0) break;
      const line = parseRecord(buffer.toString('utf8', 0, length));
      if (line === undefined) continue;
      next = Math.max(next, line.sequence + 1);
      if (line.sequence >= since) lines.push(line);
    }
  } finally {
    closeSync(descriptor);
  }
  return { lines, next };
}

/** The lines that work added to the log, beside its result; an unreadable log is no reason to fail the work. */
export function kernelLogSince(files: BoardFiles, since: number | undefined): KernelLogLine[] {
  try {
    return since === undefined ? [] : readKernelLog(files, since).lines;
  } catch {
    return [];
  }
}

/** The sequence number that the next line will have; undefined when the log cannot be read. */
export function nextSequence(files: BoardFiles): number | undefined {
  try {
    return readKernelLog(files).next;
  } catch {
    return undefined;
  }
}

function codeOf(thrown: unknown): string {
  return (thrown as NodeJS.ErrnoException).code ?? String(thrown);
}
