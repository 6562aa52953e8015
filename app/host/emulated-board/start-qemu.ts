/** Starts QEMU as a process that outlives this one, and ends it again. */
import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { qemuWords } from './boot-watch.ts';
import { identify, isAlive, type ProcessIdentity, signal } from './process-identity.ts';
import { Qmp } from './qmp.ts';

/** Throws `workstation.program-missing` or `emulated.died` with what QEMU wrote. */
export async function startQemu(
  command: readonly [string, ...string[]],
  cwd: string,
  qemuLog: string,
): Promise<ProcessIdentity> {
  const [program, ...args] = command;
  await using log = await open(qemuLog, 'w', 0o600);
  const child = spawn(program, args, { cwd, detached: true, stdio: ['ignore', log.fd, log.fd] });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) =>
      reject(
        problem('workstation.program-missing', `${program} cannot be started: ${cause.message}`, {
          hint: '`make setup` installs what is missing.',
          data: { program },
          cause,
        }),
      ),
    );
  });
  child.unref();
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  if (identity === undefined) throw await diedAtOnce(qemuLog);
  return identity;
}

/** The problem to throw when QEMU ended before the board could boot. */
export async function diedAtOnce(qemuLog: string): Promise<Error> {
  const words = await qemuWords(qemuLog);
  return problem('emulated.died', `QEMU ended at once: ${words || 'it said nothing'}`, {
    data: { qemu: words, qemuLog },
  });
}

async function gone(identity: ProcessIdentity, withinMs: number): Promise<boolean> {
  for (const until = Date.now() + withinMs; Date.now() < until; await sleep(25)) {
    if (!isAlive(identity)) return true;
  }
  return !isAlive(identity);
}

/** Ends this QEMU and no other process: politely, then by signal. Throws `emulated.will-not-end`. */
export async function endQemu(identity: ProcessIdentity, qmpSocket: string | undefined): Promise<void> {
  if (qmpSocket !== undefined && isAlive(identity)) {
    try {
      await using qmp = await Qmp.connect(qmpSocket);
      await qmp.quit();
      if (await gone(identity, 5_000)) return;
    } catch {
      // Signals follow.
    }
  }
  for (const name of ['SIGTERM', 'SIGKILL'] as const) {
    if (!signal(identity, name) || (await gone(identity, 5_000))) return;
  }
  throw problem('emulated.will-not-end', `QEMU, process ${identity.pid}, does not end.`, {
    data: { pid: identity.pid },
  });
}
