/** The stream to a machine through a ProxyCommand: a process of the workstation whose input and output are the connection. */
import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { Destination } from './destination.ts';
import type { Dialled } from './dial.ts';
import type { StageWatch } from './stage-watch.ts';

/** Characters of what the command says on stderr that are kept. */
const keptText = 2_000;

/** Starts the command. It is ended with the stream, and its leavings are nobody's: it runs in the user's shell, as with ssh(1). */
export function dialCommand(to: Destination, command: string, watch: StageWatch): Dialled {
  watch.enter('connect', `connecting to ${to.name} by ProxyCommand`);
  const child = spawn(process.env.SHELL || '/bin/sh', ['-c', `exec ${command}`], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  let ended: string | undefined;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-keptText);
  });
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
  // What goes wrong with the streams is told by the process's end.
  for (const each of [stream, child.stdin, child.stdout, child.stderr]) each.on('error', () => {});
  const over = new Promise<void>((resolve) => {
    const end = (how: string) => {
      ended ??= how;
      stream.destroy();
      resolve();
    };
    child.once('error', (error) => end(error.message));
    child.once('close', (code, signal) => end(signal === null ? `status ${code}` : signal));
  });
  return {
    stream,
    destroy() {
      stream.destroy();
      child.kill();
    },
    async explain(cause) {
      // Its end may be a moment behind that of its output.
      await Promise.race([over, new Promise((resolve) => setTimeout(resolve, 200))]);
      if (ended === undefined) return cause;
      return problem(
        'ssh.proxy-command-failed',
        `The ProxyCommand for ${to.name} ended (${ended})${said === '' ? '' : `: ${said.trim()}`}.`,
        {
          hint: 'Run it by hand, or ssh -v to the same host, to see why.',
          data: { command, ended, said },
          cause,
        },
      );
    },
  };
}
