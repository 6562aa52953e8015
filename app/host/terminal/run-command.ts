/** A command of this machine under a pseudo-terminal, for as long as a call goes on. */
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { TerminalSize } from '../../contract/terminal.ts';
import { forwardKeys, forwardOutput } from './forward.ts';
import type { CommandLine } from './own-command.ts';
import { openPseudoTerminal, type PseudoTerminal } from './pseudo-terminal.ts';
import type { TerminalCall } from './terminal-call.ts';

export interface CommandEnd {
  readonly code?: number;
  readonly signal?: string;
}

/**
 * The process that node starts leads a session of its own (`detached`); the first terminal that it opens becomes the session's, which
 * no file handed to it would. Then it becomes the command. Its words are arguments: the shell reads none of them.
 */
const onTerminal = 'exec 0<>"$1" 1>&0 2>&0; shift; exec "$@"';

/** For a command to end its work on the host after SIGHUP. */
const graceMs = 5_000;
const lookEveryMs = 20;

/** `follow`: told how the terminal is resized. Throws `terminal.no-pseudo-terminal`, `terminal.not-started`. */
export async function runCommand(
  { words, environment }: CommandLine,
  size: TerminalSize,
  { signal, upload, item }: TerminalCall,
  follow: (resize: (size: TerminalSize) => void) => void,
): Promise<CommandEnd> {
  using terminal = await openPseudoTerminal(size);
  signal.throwIfAborted();
  const child = spawn('/bin/sh', ['-c', onTerminal, 'sh', terminal.path, ...words], {
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, TERM: 'xterm-256color', ...environment },
  });
  const ended = endOf(child, words[0]);
  const stopped = Promise.withResolvers<never>();
  const stop = () => stopped.reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    follow((wanted) => terminal.resize(wanted));
    const played = (async () => {
      await item({});
      // A pseudo-terminal has no end of input.
      forwardKeys(upload, (bytes) => terminal.write(bytes)).catch(() => {});
      // What it said goes before how it ended; one that could not be started says nothing.
      const outputs = forwardOutput(terminal.output, (bytes) => item({}, bytes)).catch(untilHungUp);
      await Promise.race([outputs, ended.then(() => outputs)]);
      return await ended;
    })();
    return await Promise.race([played, stopped.promise]);
  } catch (thrown) {
    await hangUp(child, ended, terminal);
    throw thrown;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** How a pseudo-terminal tells that nobody has it open any more. */
function untilHungUp(thrown: unknown): void {
  if ((thrown as NodeJS.ErrnoException).code !== 'EIO') throw thrown;
}

function endOf(child: ChildProcess, program: string): Promise<CommandEnd> {
  const end = new Promise<CommandEnd>((resolve, reject) => {
    child.once('exit', (code, signal) => resolve(signal === null ? { code: code ?? 0 } : { signal }));
    child.once('error', (cause) =>
      reject(
        problem('terminal.not-started', `${program} cannot be started: ${cause.message}.`, {
          hint: 'Can this machine start further processes, and has it /bin/sh?',
          data: { program },
          cause,
        }),
      ),
    );
  });
  end.catch(() => {});
  return end;
}

/** Ends the command and what it started in its process group, and waits until they are gone. */
async function hangUp(child: ChildProcess, ended: Promise<unknown>, { output }: PseudoTerminal): Promise<void> {
  if (child.pid === undefined) return;
  signalGroup(child.pid, 'SIGHUP');
  for (const until = Date.now() + graceMs; signalGroup(child.pid, 0) && Date.now() < until; await sleep(lookEveryMs)) {
    // What it still says nobody reads; a full terminal would keep it from ending.
    while (output.read() !== null);
  }
  signalGroup(child.pid, 'SIGKILL');
  await ended.catch(() => {});
}

/** False: nobody of the group lives. */
function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
}
