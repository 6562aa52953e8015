/** Waits until a board is up: its console says so, and its SSH server answers. */
import { open, readFile, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { sshAnswers } from './loopback-port.ts';

export interface BootWatch {
  readonly name: string;
  readonly port: number;
  readonly consoleLog: string;
  /** Bytes of the console log that were there before this boot. */
  readonly from: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** Whether QEMU still runs. */
  readonly isAlive: () => boolean;
}

/** Size of the console log so far, bytes; 0 when there is none. */
export async function consoleSize(consoleLog: string): Promise<number> {
  try {
    return (await stat(consoleLog)).size;
  } catch {
    return 0;
  }
}

/** The boot_id in the line that /init of the board prints when all is started; undefined before. */
export function bootIdIn(text: string): string | undefined {
  return /board: ready, boot ([0-9a-f-]{36})/.exec(text)?.[1];
}

/** Whether U-Boot has come to its prompt, where it waits for words that nobody types: it could start nothing. */
export function loaderStopped(text: string): boolean {
  return /\nU-Boot .*\n=> $/s.test(text.replaceAll('\r', ''));
}

async function tail(path: string, from: number): Promise<string> {
  try {
    await using handle = await open(path);
    const { size } = await handle.stat();
    const bytes = Buffer.alloc(Math.max(0, size - from));
    await handle.read(bytes, 0, bytes.length, from);
    return bytes.toString('latin1');
  } catch {
    return '';
  }
}

/** The last lines of a text, for messages. */
export function lastLines(text: string, count = 12): string {
  return text.trimEnd().split(/\r?\n/).slice(-count).join('\n');
}

/**
 * Answers the board's boot_id. Throws `emulated.died` when QEMU ends, `emulated.loader-stopped` when the loader finds nothing
 * that it can start, `emulated.boot-timeout` when it takes too long; all with the end of the console.
 */
export async function waitForBoot(watch: BootWatch): Promise<string> {
  const until = Date.now() + watch.timeoutMs;
  for (;;) {
    watch.signal?.throwIfAborted();
    const text = await tail(watch.consoleLog, watch.from);
    const bootId = bootIdIn(text);
    if (bootId !== undefined && (await sshAnswers(watch.port, 5_000))) return bootId;
    const data = { name: watch.name, console: lastLines(text), consoleLog: watch.consoleLog };
    if (!watch.isAlive()) {
      throw problem('emulated.died', `QEMU ended while the board ${watch.name} booted.`, { data });
    }
    if (loaderStopped(text)) {
      throw problem('emulated.loader-stopped', `The loader of the board ${watch.name} could not start Linux.`, {
        hint: 'The end of its console says why. `board emulated down` and `up` make its /boot anew, and all of its disks.',
        // It goes on to the disks that are not there, with four lines for each.
        data: { ...data, console: lastLines(text, 30) },
      });
    }
    if (Date.now() > until) {
      const seconds = Math.round(watch.timeoutMs / 1000);
      throw problem('emulated.boot-timeout', `The board ${watch.name} was not up after ${seconds} s.`, {
        hint: `The end of its console says how far it came; all of it is in ${watch.consoleLog}.`,
        data,
      });
    }
    await sleep(100, undefined, watch.signal === undefined ? {} : { signal: watch.signal });
  }
}

/** What QEMU itself wrote, for a message. */
export async function qemuWords(qemuLog: string): Promise<string> {
  try {
    return lastLines(await readFile(qemuLog, 'utf8'));
  } catch {
    return '';
  }
}
