/** A login shell of the board, on a pseudo-terminal or on plain streams; and why there is none. */
import type { ClientChannel } from 'ssh2';
import { type ProblemError, problem } from '../../../remote-helper/rpc/problem.ts';
import { type Exit, type SshChannel, sshChannel } from './channel.ts';

export interface ShellSize {
  readonly columns: number;
  readonly rows: number;
}

export interface ShellChannel extends SshChannel {
  /** Of its pseudo-terminal; without one nothing happens. */
  resize(size: ShellSize): void;
}

export interface SshShell extends ShellChannel {
  /** As `exit`; throws `link.lost` and `board.disconnected` when the connection ended first. */
  ended(): Promise<Exit>;
}

/** On one connection: with the helper, and commands of a moment beside them, they stay below what a server allows by default. */
export const mostShells = 5;

export function shellChannel(stream: ClientChannel): ShellChannel {
  const channel = sshChannel(stream);
  return {
    ...channel,
    // Pixels are not known, and nobody asks for them.
    resize: ({ columns, rows }) => void (stream.writable && stream.setWindow(rows, columns, 0, 0)),
  };
}

export function noRoomForShell(host: string, shells: number): ProblemError {
  const have = shells === 0 ? 'none is open' : `${shells} ${shells === 1 ? 'is' : 'are'} open`;
  return problem('terminal.too-many', `There is no room for a further shell on the connection to ${host}: ${have}.`, {
    hint:
      shells >= mostShells
        ? 'Close one of them, or use ssh beside the tool.'
        : 'Close one of them, raise MaxSessions in the sshd_config of the board, or use ssh beside the tool.',
    data: { open: shells, most: mostShells },
  });
}

export function shellDisconnected(board: string): ProblemError {
  return problem('board.disconnected', `${board} was disconnected, and with it the shell.`, {
    hint: 'Connect again for a new shell.',
    data: { board },
  });
}

export function shellRefused(host: string, thrown: unknown): unknown {
  if (!(thrown instanceof Error) || !/^Unable to|open failure/i.test(thrown.message)) return thrown;
  const pseudo = /pseudo-terminal/.test(thrown.message);
  return problem('terminal.refused', `${host} gives no shell: ${thrown.message}.`, {
    hint: pseudo
      ? 'The server may allow no terminals (PermitTTY no), or have none left (/dev/pts).'
      : 'The server may allow the user no shell (a nologin shell, ForceCommand), or be able to start no more processes.',
    cause: thrown,
  });
}
