/** A shell on a board for as long as a call goes on. */
import { ProblemError, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { TerminalSize } from '../../contract/terminal.ts';
import { linkIsLost } from '../session/steps-taken.ts';
import type { Exit } from '../ssh/channel.ts';
import type { SshConnection } from '../ssh/connection.ts';
import { forwardKeys, forwardOutput } from './forward.ts';
import type { TerminalCall } from './terminal-call.ts';

/** `follow`: told how the terminal is resized. */
export async function runShell(
  connection: Pick<SshConnection, 'shell'>,
  size: TerminalSize | undefined,
  { signal, upload, item }: TerminalCall,
  follow: (resize: (size: TerminalSize) => void) => void,
): Promise<Exit> {
  await using shell = await connection.shell(size, signal);
  follow((wanted) => shell.resize(wanted));
  const hangUp = () => {
    shell.signal('TERM');
    void shell.close();
  };
  signal.addEventListener('abort', hangUp, { once: true });
  try {
    signal.throwIfAborted();
    await item({});
    const outputs = Promise.all([
      forwardOutput(shell.stdout, (bytes) => item({}, bytes)),
      forwardOutput(shell.stderr, (bytes) => item({ error: true }, bytes)),
    ]);
    forwardKeys(upload, (bytes) => shell.write(bytes)).then(
      // A pseudo-terminal has no end of input.
      () => void (size === undefined && shell.end()),
      // The call has ended.
      () => {},
    );
    await outputs;
    return await shell.ended();
  } catch (thrown) {
    signal.throwIfAborted();
    throw withLists(thrown);
  } finally {
    signal.removeEventListener('abort', hangUp);
  }
}

/** What ran in the shell is nobody's step; the sentence says all that is known. */
function withLists(thrown: unknown): unknown {
  if (!linkIsLost(thrown)) return thrown;
  const found = problemOf(thrown);
  return new ProblemError(
    {
      ...found,
      message: `${found.message} The shell ends with it; what it had started may go on for a while.`,
      hint: 'Open a new shell once the board can be reached.',
      data: { ...found.data, done: ['connect'], notDone: [], unknown: ['what ran in the shell'] },
    },
    { cause: thrown },
  );
}
