/** A connection whose commands are run by a shell of this machine, in place of a board's. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Exit, SshChannel } from '../../ssh/channel.ts';
import type { SshConnection } from '../../ssh/connection.ts';

/** The shells of boards that are here. */
export const localShells = [['dash'], ['bash'], ['busybox', 'sh']].filter(([name = '']) =>
  ['/bin', '/usr/bin'].some((folder) => existsSync(`${folder}/${name}`)),
);

export function localConnection(shell: readonly string[]): SshConnection {
  const open = async (command: string): Promise<SshChannel> => {
    const [program = '', ...first] = shell;
    // The command names its shell as a board does; this one stands for it.
    const words = command.replace(/^exec sh /, `exec ${shell.join(' ')} `);
    const child = spawn(program, [...first, '-c', words], { stdio: 'pipe' });
    child.stdin.on('error', () => {});
    const exit = new Promise<Exit>((resolve) => {
      child.once('close', (code, signal) => resolve({ code: code ?? undefined, signal: signal ?? undefined }));
    });
    const close = async () => {
      child.kill('SIGKILL');
      child.stdout.destroy();
      child.stderr.destroy();
      await exit;
    };
    return {
      stdout: child.stdout,
      stderr: child.stderr,
      exit,
      write: (bytes) => new Promise((resolve) => child.stdin.write(bytes, (failed) => resolve(!failed))),
      end: () => void child.stdin.end(),
      signal: (name) => void child.kill(`SIG${name}`),
      close,
      [Symbol.asyncDispose]: close,
    };
  };
  return { board: { host: 'zynq' }, open } as unknown as SshConnection;
}
